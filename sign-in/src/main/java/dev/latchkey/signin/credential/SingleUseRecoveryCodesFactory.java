package dev.latchkey.signin.credential;

import org.keycloak.credential.RecoveryAuthnCodesCredentialProvider;
import org.keycloak.credential.RecoveryAuthnCodesCredentialProviderFactory;
import org.keycloak.models.KeycloakSession;

/** Puts {@link SingleUseRecoveryCodes} in place of Keycloak's provider, by its id. */
public final class SingleUseRecoveryCodesFactory extends RecoveryAuthnCodesCredentialProviderFactory {

    @Override
    public RecoveryAuthnCodesCredentialProvider create(KeycloakSession session) {
        return new SingleUseRecoveryCodes(session);
    }

    @Override
    public int order() {
        return 1;
    }
}
