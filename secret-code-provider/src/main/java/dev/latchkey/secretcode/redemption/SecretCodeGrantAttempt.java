package dev.latchkey.secretcode.redemption;

import java.util.Optional;

import dev.latchkey.secretcode.SecretCodePolicy;
import org.keycloak.models.KeycloakSession;

/** One redemption in progress: what the grant passes to the step in its flow, and the result that the step returns. */
public final class SecretCodeGrantAttempt {

    private static final String ATTRIBUTE = SecretCodeGrantAttempt.class.getName();

    private final SecretCodePolicy policy;
    private final String presented;
    private final String keyThumbprint;
    private PresentationResult result;

    private SecretCodeGrantAttempt(SecretCodePolicy policy, String presented, String keyThumbprint) {
        this.policy = policy;
        this.presented = presented;
        this.keyThumbprint = keyThumbprint;
    }

    /**
     * Begins a redemption.
     *
     * @param session       the request's session
     * @param policy        the client's policy
     * @param presented     the code that was presented
     * @param keyThumbprint thumbprint of the key that was proven; null without a proof
     * @return the attempt, which lives as long as the request
     */
    public static SecretCodeGrantAttempt begin(KeycloakSession session, SecretCodePolicy policy, String presented,
            String keyThumbprint) {
        SecretCodeGrantAttempt attempt = new SecretCodeGrantAttempt(policy, presented, keyThumbprint);
        session.setAttribute(ATTRIBUTE, attempt);
        return attempt;
    }

    /**
     * @param session the request's session
     * @return the attempt that this request makes, if it is a redemption
     */
    public static Optional<SecretCodeGrantAttempt> of(KeycloakSession session) {
        return Optional.ofNullable(session.getAttribute(ATTRIBUTE, SecretCodeGrantAttempt.class));
    }

    /** @return the client's policy */
    public SecretCodePolicy policy() {
        return policy;
    }

    /** @return the code that was presented */
    public String presented() {
        return presented;
    }

    /** @return thumbprint of the key that was proven; null without a proof */
    public String keyThumbprint() {
        return keyThumbprint;
    }

    /** @param presented the step's result */
    public void presented(PresentationResult presented) {
        this.result = presented;
    }

    /** @return the step's result; empty when the flow did not reach the step */
    public Optional<PresentationResult> result() {
        return Optional.ofNullable(result);
    }
}
