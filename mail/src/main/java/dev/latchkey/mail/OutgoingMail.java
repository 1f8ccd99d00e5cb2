package dev.latchkey.mail;

import java.util.Optional;

/**
 * A mail, or a message of another channel, that waits to be sent.
 *
 * @param realmId   the realm that sends it
 * @param delivery  the message
 * @param expiresAt when its content is no longer of use, epoch milliseconds
 * @param receipt   where the result is stored; empty when no request asks for it
 */
public record OutgoingMail(String realmId, Delivery delivery, long expiresAt, Optional<MailReceipt> receipt) {

    /** Never shows the message: it holds secrets. */
    @Override
    public String toString() {
        return "OutgoingMail[realm=" + realmId + "]";
    }
}
