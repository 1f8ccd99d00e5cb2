package dev.latchkey.common.mail;

import org.keycloak.models.KeycloakSession;

/** What the sender of a mail wants to hear of it. Both methods run in a worker, each in a transaction of its own. */
public interface MailReceipt {

    /**
     * Asked right before each try.
     *
     * @param session of the transaction
     * @return false when the mail has become pointless, for instance because a newer one has replaced it; it is
     *         dropped then
     */
    boolean stillWanted(KeycloakSession session);

    /**
     * Told after each try.
     *
     * @param session of the transaction
     * @param status  what came of it
     */
    void report(KeycloakSession session, DeliveryStatus status);
}
