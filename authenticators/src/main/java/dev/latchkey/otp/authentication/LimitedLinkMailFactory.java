package dev.latchkey.otp.authentication;

import org.keycloak.authentication.Authenticator;
import org.keycloak.authentication.authenticators.broker.IdpEmailVerificationAuthenticatorFactory;
import org.keycloak.models.KeycloakSession;

/** Offers {@link LimitedLinkMail} to flows in place of Keycloak's step, by its id. */
public final class LimitedLinkMailFactory extends IdpEmailVerificationAuthenticatorFactory {

    private final LimitedLinkMail step = new LimitedLinkMail();

    @Override
    public Authenticator create(KeycloakSession session) {
        return step;
    }

    @Override
    public int order() {
        return 1;
    }
}
