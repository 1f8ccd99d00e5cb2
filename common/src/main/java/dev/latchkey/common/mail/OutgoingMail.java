package dev.latchkey.common.mail;

import java.util.Map;
import java.util.Optional;

/**
 * A mail that waits to be sent.
 *
 * @param realmId     the realm that sends it
 * @param smtp        that realm's mail settings
 * @param address     the one recipient, as stored with the account
 * @param content     subject and body
 * @param expiresAt   when its content is no longer of use, epoch milliseconds
 * @param receipt     where the result is stored; empty when no request asks for it
 */
public record OutgoingMail(String realmId, Map<String, String> smtp, String address, RenderedMail content,
        long expiresAt, Optional<MailReceipt> receipt) {

    /** Never shows the settings or the content: both hold secrets. */
    @Override
    public String toString() {
        return "OutgoingMail[realm=" + realmId + "]";
    }
}
