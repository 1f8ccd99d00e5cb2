package dev.latchkey.otp;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Decides whether a request for a code causes a mail, and whether that mail repeats the code of an earlier one. Mails
 * overtake each other, so every mail of a challenge contains the same code while that code is alive.
 *
 * @param policy        the realm's policy
 * @param deliveryKnown whether this requester may know that a mail was not delivered, and gets another one at once;
 *                      before the first factor that would reveal which addresses have an account
 * @param now           current time, epoch milliseconds
 */
public record SendRule(EmailOtpPolicy policy, boolean deliveryKnown, long now) {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    /**
     * @param unused the challenges of this browser or app, user and purpose that were not answered, newest first
     * @return what is answered instead of a first mail; empty when the mail may be sent
     */
    public Optional<IssueResult> first(List<StoredChallenge> unused) {
        return unused.stream().map(this::instead).flatMap(Optional::stream).findFirst();
    }

    private Optional<IssueResult> instead(StoredChallenge challenge) {
        // a link without a code has nothing to type: it completes the tab that has asked for it, and no other one
        return challenge.live(now) && challenge.codeLength() > 0
                ? Optional.of(new IssueResult.Existing(view(challenge)))
                : coolingDown(challenge);
    }

    /**
     * @param challenge the challenge that another mail is asked for
     * @return why no mail is sent; empty when the mail may be sent
     */
    public Optional<IssueResult> again(StoredChallenge challenge) {
        if (challenge.used()) {
            return Optional.of(new IssueResult.NoResendsLeft());
        }
        if (neverLeft(challenge)) {
            return Optional.empty();
        }
        return challenge.sends() > policy.maxResends()
                ? Optional.of(new IssueResult.NoResendsLeft())
                : coolingDown(challenge);
    }

    private Optional<IssueResult> coolingDown(StoredChallenge challenge) {
        long coolsAt = challenge.sentAt() + policy.cooldown().toMillis();
        return coolsAt > now && !neverLeft(challenge)
                ? Optional.of(new IssueResult.CoolingDown(coolsAt))
                : Optional.empty();
    }

    /**
     * Decides whether the next mail repeats code and link. A code that is about to expire is replaced: the mail would
     * arrive too late for the user to type the code.
     *
     * @param challenge the challenge
     * @param linkOnly  whether only a link may be mailed now
     * @return whether the next mail contains the same code and link, with the same end and the same attempts
     */
    public boolean repeats(StoredChallenge challenge, boolean linkOnly) {
        return challenge.live(now) && linkOnly == (challenge.codeLength() == 0)
                && challenge.expiresAt() - now >= least().toMillis();
    }

    /**
     * Decides whether the next mail begins a challenge of its own. A link alone completes the tab that has asked for
     * it, while other tabs of the browser may share a challenge that has a code.
     *
     * @param challenge the challenge that another mail is asked for
     * @param linkOnly  whether only a link may be mailed now
     * @return whether this challenge stays as it is
     */
    public boolean separates(StoredChallenge challenge, boolean linkOnly) {
        return linkOnly && challenge.codeLength() > 0;
    }

    /** The time that a repeated code must be valid for: a quarter of the lifetime, a minute at most. */
    private Duration least() {
        Duration quarter = policy.lifetime().dividedBy(4);
        return quarter.compareTo(MINUTE) < 0 ? quarter : MINUTE;
    }

    /**
     * @param challenge a challenge
     * @return whether its newest mail counts as not sent for this requester
     */
    public boolean neverLeft(StoredChallenge challenge) {
        return deliveryKnown && challenge.neverLeft(now);
    }

    /**
     * @param challenge a challenge
     * @return the state that a page may show
     */
    public Challenge view(StoredChallenge challenge) {
        return challenge.view(policy, deliveryKnown, now);
    }
}
