package dev.latchkey.otp;

import dev.latchkey.common.mail.DeliveryStatus;

/**
 * What a page may know of a challenge. Times are epoch milliseconds.
 *
 * @param id           its id
 * @param reference    the short word on page and mail
 * @param attemptsLeft codes that will still be verified
 * @param resendsLeft  mails that may still follow
 * @param expiresAt    when code and link end
 * @param resendAt     when the next mail may be asked for; in the past when that is now
 * @param delivery     where the mail is
 * @param used         whether its code or link was accepted
 * @param codeMailed   whether its newest mail held a code; else a link alone
 */
public record Challenge(String id, String reference, int attemptsLeft, int resendsLeft, long expiresAt, long resendAt,
        DeliveryStatus delivery, boolean used, boolean codeMailed) {

    /**
     * @param now current time, epoch milliseconds
     * @return whether a code would be verified
     */
    public boolean live(long now) {
        return !used && attemptsLeft > 0 && now < expiresAt;
    }
}
