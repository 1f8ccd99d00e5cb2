package dev.latchkey.secretcode.credential;

import dev.latchkey.common.credential.ConsoleCredentialProvider;
import dev.latchkey.common.credential.ConsoleCredentials;
import org.keycloak.credential.CredentialProvider;
import org.keycloak.credential.CredentialProviderFactory;
import org.keycloak.credential.CredentialTypeMetadata;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;

/**
 * Makes secret codes known to Keycloak's consoles: one credential per code. A code is usable only while its credential
 * stands, so deleting it there ends the code at once.
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
