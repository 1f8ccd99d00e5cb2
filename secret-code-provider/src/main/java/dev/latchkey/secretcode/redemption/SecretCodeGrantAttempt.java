package dev.latchkey.secretcode.redemption;

import java.util.Optional;

import dev.latchkey.secretcode.SecretCodePolicy;
import org.keycloak.models.KeycloakSession;

/** One redemption under way: what the grant hands to the step in its flow, and what the step answers. */
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

    public SecretCodePolicy policy() {
        return policy;
    }

    public String presented() {
        return presented;
    }

    public String keyThumbprint() {
        return keyThumbprint;
    }

    public void presented(PresentationResult presented) {
        this.result = presented;
    }

    /** @return what the step said; empty when the flow did not come to it */
    public Optional<PresentationResult> result() {
        return Optional.ofNullable(result);
    }
}
