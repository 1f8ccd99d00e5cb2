package dev.latchkey.secretcode.credential;

import dev.latchkey.credential.console.ConsoleCredentialProvider;
import dev.latchkey.credential.console.ConsoleCredentials;
import org.keycloak.credential.CredentialProvider;
import org.keycloak.credential.CredentialProviderFactory;
import org.keycloak.credential.CredentialTypeMetadata;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;

/**
 * Shows secret codes in Keycloak's consoles: one console credential per code. A code is usable only while its
 * credential exists, so that deleting the credential ends the code at once.
 */
public final class SecretCodeCredentialProviderFactory implements CredentialProviderFactory<ConsoleCredentialProvider> {

    /** The credential type. */
    public static final String TYPE = "latchkey-secret-code";

    /**
     * @param user a user
     * @return the credentials of the user's codes
     */
    public static ConsoleCredentials credentials(UserModel user) {
        return new ConsoleCredentials(user, TYPE);
    }

    @Override
    public CredentialProvider<?> create(KeycloakSession session) {
        return new ConsoleCredentialProvider(session, TYPE, CredentialTypeMetadata.Category.PASSWORDLESS,
                "latchkeySecretCodes");
    }

    @Override
    public String getId() {
        return TYPE;
    }
}
