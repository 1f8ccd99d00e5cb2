package dev.latchkey.otp;

import java.util.Optional;

import dev.latchkey.mail.DeliveryStatus;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.Provider;

/**
 * One-time codes and links, by e-mail or by another {@link OtpChannel}. Everything that must outlive the request is
 * stored in separate transactions. Attempts are counted before they are verified. A code or link is accepted once
 * across all nodes (ASVS 6.5.1, 6.5.2, 6.6.2, 6.6.3; NIST SP 800-63B-4, 3.1.3.2).
 */
public interface EmailOtpProvider extends Provider {

    /**
     * Mails a code, unless this browser or app has a challenge that is still usable: then that challenge remains and
     * nothing is sent.
     *
     * @param request  the user and context that the code is bound to
     * @param composer writes the mail
     * @return whether the mail was sent, or why not
     */
    IssueResult issue(OtpRequest request, OtpComposer composer);

    /**
     * Sends another mail for a challenge. It contains the same code and link while they are alive, and new ones after
     * that.
     *
     * @param request     the user and context that the code is bound to
     * @param challengeId the challenge
     * @param composer    writes the mail
     * @return whether the mail was sent, or why not
     */
    IssueResult resend(OtpRequest request, String challengeId, OtpComposer composer);

    /**
     * Looks a challenge up; changes nothing.
     *
     * @param request     the user and context that the code is bound to
     * @param challengeId the challenge
     * @return the challenge, if it belongs to this user, address, purpose and browser or app; otherwise empty
     */
    Optional<Challenge> find(OtpRequest request, String challengeId);

    /**
     * Looks up the challenge that a link belongs to; changes nothing.
     *
     * @param request     the user and context that the code is bound to
     * @param challengeId the challenge
     * @param token       the link's token
     * @return the challenge, if the token is its token; empty for a link that a newer one has replaced
     */
    Optional<Challenge> findByLink(OtpRequest request, String challengeId, String token);

    /**
     * Looks up the challenge of a link that is opened where no tab waits for it; changes nothing.
     *
     * @param realm       the realm
     * @param challengeId the challenge
     * @param sessionId   the id of this browser's root authentication session; empty when it has none
     * @return the challenge; empty when there is none, or when its messages hold no link
     */
    Optional<OpenedLink> findOpened(RealmModel realm, String challengeId, Optional<String> sessionId);

    /**
     * Looks up the number that a page shows; changes nothing.
     *
     * @param request     the request of the tab, with its {@link OtpRequest#prompt}
     * @param challengeId the challenge
     * @return the digits; empty when the challenge accepts no answers any more or this tab does not show its number
     */
    Optional<String> number(OtpRequest request, String challengeId);

    /**
     * Verifies the number that a user has typed in another browser than the one that waits. A right one lets the tab go
     * on that shows it ({@link #verifyConfirmation}) and proves nothing elsewhere; a wrong one ends the challenge.
     *
     * @param request     the user and context of the browser that waits
     * @param challengeId the challenge
     * @param token       the link's token
     * @param described   the request that the page has described to the user ({@link NumberPrompt#described}); null for
     *                    none. Nothing is verified where another one waits meanwhile
     * @param input       the typed text
     * @return whether the number was right, or why not; what cannot be a number is not counted
     */
    VerifyResult confirmNumber(OtpRequest request, String challengeId, String token, String described, String input);

    /**
     * Marks the challenge as used when the number that this tab shows was typed in another browser.
     *
     * @param request     the request of the tab, with its {@link OtpRequest#prompt}
     * @param challengeId the challenge
     * @return whether the tab may go on, or why not; empty while the number was not typed, and in a tab that does not
     *         show it
     */
    Optional<VerifyResult> verifyConfirmation(OtpRequest request, String challengeId);

    /**
     * Verifies a typed code, and marks the challenge as used when the code is correct.
     *
     * @param request     the user and context of the answer
     * @param challengeId the challenge
     * @param input       the typed text
     * @return whether the code was accepted, or why not
     */
    VerifyResult verifyCode(OtpRequest request, String challengeId, String input);

    /**
     * Verifies a link, and marks the challenge as used when the token is correct.
     *
     * @param request     the user and context of the answer
     * @param challengeId the challenge
     * @param token       the link's token
     * @return whether the link was accepted, or why not
     */
    VerifyResult verifyLink(OtpRequest request, String challengeId, String token);

    /**
     * Stores what the network reports of the newest message of a challenge, once: a report that is repeated, or comes
     * after the challenge's end or after a newer message, changes nothing.
     *
     * @param realmId     the realm whose message it was
     * @param channel     the channel by which it was sent
     * @param challengeId the challenge
     * @param sentAt      {@code IssuedCode.sentAt} of the message
     * @param status      {@link DeliveryStatus#DELIVERED} or {@link DeliveryStatus#BOUNCED}
     * @return whether it was stored
     */
    boolean received(String realmId, String channel, String challengeId, long sentAt, DeliveryStatus status);
}
