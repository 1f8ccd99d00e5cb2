package dev.latchkey.mail;

import java.util.List;

import org.keycloak.models.KeycloakSession;

/**
 * Stores what becomes of mails. It is called by workers, each time in a transaction of its own; one instance serves all
 * mails of its kind, so that many of them are stored at once.
 */
public interface DeliveryLog {

    /**
     * Called before an attempt to send a mail that was retried or has waited for long.
     *
     * @param session   of the transaction
     * @param mail      which mail
     * @param expiresAt when its content is no longer of use, epoch milliseconds
     * @return false when the mail has become pointless, for instance because a newer one with another code has
     *         replaced it; it is dropped then
     */
    boolean stillWanted(KeycloakSession session, MailReceipt mail, long expiresAt);

    /**
     * Called after an attempt to send, unless {@link #sent} will be.
     *
     * @param session of the transaction
     * @param mail    which mail
     * @param status  the result
     */
    void report(KeycloakSession session, MailReceipt mail, DeliveryStatus status);

    /**
     * Called within seconds after the mail server has accepted mails at their first attempt.
     *
     * @param session of the transaction
     * @param mails   one or more, each of them once
     */
    void sent(KeycloakSession session, List<MailReceipt> mails);
}
