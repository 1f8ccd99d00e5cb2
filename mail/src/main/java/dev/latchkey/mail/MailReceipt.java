package dev.latchkey.mail;

/**
 * Names a mail whose delivery is stored.
 *
 * @param log      stores it
 * @param id       what the mail belongs to
 * @param queuedAt when the mail was queued, epoch milliseconds, which distinguishes it from the other mails of the same
 *                 id
 */
public record MailReceipt(DeliveryLog log, String id, long queuedAt) {
}
