package dev.latchkey.otp;

import java.time.Duration;
import java.util.Optional;

import dev.latchkey.mail.DeliveryStatus;

/**
 * A challenge as it is stored. Contains no code and no link token: both are derived from the seed under a key that is
 * not stored with it ({@link ChallengeSecrets}). Times are epoch milliseconds.
 *
 * @param id          its id
 * @param reference   the short word on page and mail
 * @param seed        128 random bits, base64url; every new code has another
 * @param keyId       the key that code and link token are derived under
 * @param codeLength  number of digits of the code; 0 when only a link is mailed
 * @param link        whether a link is mailed
 * @param attempts    number of codes that were verified
 * @param maxAttempts number of codes that are verified at most
 * @param sends       number of mails that were sent or are queued
 * @param sentAt      when the newest mail was queued
 * @param expiresAt   when code and link expire
 * @param used        whether its code or link was accepted
 * @param delivery    delivery status of the newest mail
 * @param deliveryAt  when that status was stored
 * @param prompt      the page that shows a number for the link; empty when none does
 * @param confirmed   whether that number was typed in another browser
 */
public record StoredChallenge(String id, String reference, String seed, String keyId, int codeLength, boolean link,
        int attempts, int maxAttempts, int sends, long sentAt, long expiresAt, boolean used, DeliveryStatus delivery,
        long deliveryAt, Optional<NumberPrompt> prompt, boolean confirmed) {

    /**
     * A mail without a status report for this time, in milliseconds, counts as lost: its node has died, or it is still
     * in a long queue.
     */
    public static final long LOST_AFTER_MILLIS = Duration.ofSeconds(60).toMillis();

    /**
     * @param now current time
     * @return whether the challenge still accepts answers: not used, not expired, and with attempts left where there is
     *         a code
     */
    public boolean live(long now) {
        return !used && now < expiresAt && (codeLength == 0 || attempts < maxAttempts);
    }

    /**
     * @param now current time
     * @return whether the newest mail has not reached the mail server: it failed, is retried, or was lost with its
     *         node; false for one that bounced, which may have cost money and is not replaced for nothing
     */
    public boolean neverLeft(long now) {
        return switch (delivery) {
            case RETRYING, FAILED -> true;
            case QUEUED -> deliveryAt <= now - LOST_AFTER_MILLIS;
            case SENT, DELIVERED, BOUNCED -> false;
        };
    }

    /**
     * @param policy        the realm's policy
     * @param deliveryShown whether the page may show the delivery status of the mail; before the first factor it would
     *                      reveal which addresses have an account
     * @param now           current time
     * @return the state that a page may show
     */
    public Challenge view(EmailOtpPolicy policy, boolean deliveryShown, long now) {
        boolean lost = deliveryShown && neverLeft(now);
        return new Challenge(id, reference,
                Math.max(0, maxAttempts - attempts),
                // a mail that was never delivered does not count
                Math.max(lost ? 1 : 0, policy.maxResends() + 1 - sends),
                expiresAt,
                lost ? now : sentAt + policy.cooldown().toMillis(),
                deliveryShown ? shown(lost) : DeliveryStatus.SENT,
                used,
                codeLength > 0,
                link);
    }

    private DeliveryStatus shown(boolean lost) {
        return lost && delivery == DeliveryStatus.QUEUED ? DeliveryStatus.FAILED : delivery;
    }

    /**
     * @param shown the page that shows a number from now on; empty for none
     * @return the same challenge, with that page's number not typed yet
     */
    public StoredChallenge shownBy(Optional<NumberPrompt> shown) {
        return new StoredChallenge(id, reference, seed, keyId, codeLength, link, attempts, maxAttempts, sends, sentAt,
                expiresAt, used, delivery, deliveryAt, shown, false);
    }

    /**
     * @param request a request of a tab
     * @return whether this tab shows the challenge's number
     */
    public boolean isShownBy(OtpRequest request) {
        return prompt.map(NumberPrompt::tab).filter(request.prompt().map(NumberPrompt::tab).orElse("")::equals)
                .isPresent();
    }

    /** Leaves out the seed. */
    @Override
    public String toString() {
        return "StoredChallenge[" + reference + "]";
    }
}
