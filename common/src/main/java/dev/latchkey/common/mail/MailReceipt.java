package dev.latchkey.common.mail;

import org.keycloak.models.KeycloakSession;

/** Callback of the sender of a mail. Both methods run in a worker, each in a transaction of its own. */
public interface MailReceipt {

    /**
     * Called right before each attempt to send.
     *
     * @param session of the transaction
     * @return false when the mail has become pointless, for instance because a newer one has replaced it; it is
     *         dropped then
     */
    boolean stillWanted(KeycloakSession session);

    /**
     * Called after each attempt to send.
     *
     * @param session of the transaction
     * @param status  the result
     */
    void report(KeycloakSession session, DeliveryStatus status);
}
