package dev.latchkey.secretcode.redemption;

import java.util.Optional;

import dev.latchkey.common.meter.Meter;
import dev.latchkey.common.meter.Meters;
import dev.latchkey.common.net.ClientAddress;
import dev.latchkey.credential.GenerationStatus;
import dev.latchkey.credential.RotatingSecret;
import dev.latchkey.secretcode.PresentedSecretCode;
import dev.latchkey.secretcode.SecretCodePolicy;
import dev.latchkey.secretcode.SecretCodeProvider;
import dev.latchkey.secretcode.SecretCodeText;
import dev.latchkey.secretcode.events.SecretCodeEvents;
import dev.latchkey.secretcode.session.SessionEnd;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/** Redeems a code that was accepted. Runs once per redemption, after every other check has succeeded. */
public final class SecretCodeRedemption {

    private final KeycloakSession session;
    private final SecretCodePolicy policy;

    /**
     * @param session the request's session
     * @param policy  the client's policy
     */
    public SecretCodeRedemption(KeycloakSession session, SecretCodePolicy policy) {
        this.session = session;
        this.policy = policy;
    }

    /**
     * Redeems a code for a session that is opened without a browser.
     *
     * @param code      the code
     * @param sessionId the session that it opens
     * @return the redeemed code; empty when the code has ended meanwhile
     */
    public Optional<Redeemed> redeem(PresentedSecretCode code, String sessionId) {
        return redeem(code, sessionId, SessionEnd.ofNew(session.getContext().getRealm()));
    }

    /**
     * Redeems a code for the session that a browser's sign-in opens.
     *
     * @param code   the code
     * @param signIn the sign-in
     * @return the redeemed code; empty when the code has ended meanwhile
     */
    public Optional<Redeemed> redeem(PresentedSecretCode code, AuthenticationSessionModel signIn) {
        return redeem(code, signIn.getParentSession().getId(), SessionEnd.of(session, signIn));
    }

    private Optional<Redeemed> redeem(PresentedSecretCode code, String sessionId, long endsAt) {
        boolean rotate = policy.rotation() && !code.issuedTo().keyBound();
        SecretCodeProvider.Use use = new SecretCodeProvider.Use(sessionId, endsAt, ClientAddress.text(session));
        RealmModel realm = session.getContext().getRealm();
        Optional<Redeemed> redeemed = session.getProvider(SecretCodeProvider.class).redeem(realm, code, use, rotate)
                .map(held -> new Redeemed(code, rotate ? Optional.of(held) : Optional.empty()));
        redeemed.ifPresent(used -> {
            Meters.count(Meter.SECRET_CODES_REDEEMED, realm.getName());
            if (code.status() == GenerationStatus.AHEAD) {
                SecretCodeEvents.caughtUp(session, realm, code);
            }
        });
        return redeemed;
    }

    /**
     * A code that has signed its app in.
     *
     * @param code   the code
     * @param secret its next generation; empty when the app keeps the current one
     */
    public record Redeemed(PresentedSecretCode code, Optional<RotatingSecret> secret) {

        /** @return the next generation as the app stores it; empty when the app keeps the current one */
        public Optional<String> next() {
            return secret.map(SecretCodeText::of);
        }
    }
}
