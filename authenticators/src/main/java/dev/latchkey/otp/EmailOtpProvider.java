package dev.latchkey.otp;

import java.util.Optional;

import org.keycloak.provider.Provider;

/**
 * One-time codes and links by e-mail. Everything that must outlive the request is stored in transactions of its own,
 * attempts are counted before they are verified, and a code or link is accepted once, on all nodes together
 * (ASVS 6.5.1, 6.5.2, 6.6.2, 6.6.3; NIST SP 800-63B-4, 3.1.3.2).
 */
public interface EmailOtpProvider extends Provider {

    /**
     * Mails a code, unless this tab has a challenge that still serves: then that one stands, and nothing is sent.
     *
     * @param request  who asks
     * @param composer writes the mail
     * @return what came of it
     */
    IssueResult issue(OtpRequest request, OtpMailComposer composer);

    /**
     * Mails a new code for a challenge; the one before is dead from then on.
     *
     * @param request     who asks
     * @param challengeId the challenge
     * @param composer    writes the mail
     * @return what came of it
     */
    IssueResult resend(OtpRequest request, String challengeId, OtpMailComposer composer);

    /**
     * Looks a challenge up; changes nothing.
     *
     * @param request     who asks
     * @param challengeId the challenge
     * @return the challenge, if it is this user's and of this purpose
     */
    Optional<Challenge> find(OtpRequest request, String challengeId);

    /**
     * Looks up what a link belongs to; changes nothing.
     *
     * @param request     who asks
     * @param challengeId the challenge
     * @param token       the link's token
     * @return the challenge, if this is the link of its newest mail; empty for a link that a newer mail has replaced
     */
    Optional<Challenge> findByLink(OtpRequest request, String challengeId, String token);

    /**
     * Verifies a typed code, and uses it up when it is right.
     *
     * @param request     who answers
     * @param challengeId the challenge
     * @param input       what was typed
     * @return what came of it
     */
    VerifyResult verifyCode(OtpRequest request, String challengeId, String input);

    /**
     * Verifies a link, and uses it up when it is right.
     *
     * @param request     who answers
     * @param challengeId the challenge
     * @param token       the link's token
     * @return what came of it
     */
    VerifyResult verifyLink(OtpRequest request, String challengeId, String token);
}
