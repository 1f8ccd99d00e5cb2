package dev.latchkey.otp;

import dev.latchkey.mail.DeliveryStatus;

/**
 * The state of a challenge that a page may show. Times are epoch milliseconds.
 *
 * @param id           its id
 * @param reference    the short word on page and mail
 * @param attemptsLeft number of codes that can still be verified
 * @param resendsLeft  number of further mails that can still be sent
 * @param expiresAt    when code and link expire
 * @param resendAt     when the user may ask for the next mail; in the past when that is possible now
 * @param delivery     delivery status of the newest mail
 * @param used         whether its code or link was accepted
 * @param codeMailed   whether its newest mail contains a code; otherwise it contains a link only
 * @param linkMailed   whether its newest mail contains a link
 */
public record Challenge(String id, String reference, int attemptsLeft, int resendsLeft, long expiresAt, long resendAt,
        DeliveryStatus delivery, boolean used, boolean codeMailed, boolean linkMailed) {

    /**
     * @param now current time, epoch milliseconds
     * @return whether the challenge still accepts answers: not used, not expired, attempts left
     */
    public boolean live(long now) {
        return !used && attemptsLeft > 0 && now < expiresAt;
    }
}
