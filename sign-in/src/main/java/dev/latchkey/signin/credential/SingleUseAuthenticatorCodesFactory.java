package dev.latchkey.signin.credential;

import org.keycloak.credential.OTPCredentialProvider;
import org.keycloak.credential.OTPCredentialProviderFactory;
import org.keycloak.models.KeycloakSession;

/** Puts {@link SingleUseAuthenticatorCodes} in place of Keycloak's provider, by its id. */
public final class SingleUseAuthenticatorCodesFactory extends OTPCredentialProviderFactory {

    @Override
    public OTPCredentialProvider create(KeycloakSession session) {
        return new SingleUseAuthenticatorCodes(session);
    }

    @Override
    public int order() {
        return 1;
    }
}
