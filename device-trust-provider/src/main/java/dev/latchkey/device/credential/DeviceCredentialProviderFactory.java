package dev.latchkey.device.credential;

import dev.latchkey.credential.console.ConsoleCredentialProvider;
import dev.latchkey.credential.console.ConsoleCredentials;
import org.keycloak.credential.CredentialProvider;
import org.keycloak.credential.CredentialProviderFactory;
import org.keycloak.credential.CredentialTypeMetadata;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;

/**
 * Shows trusted devices in Keycloak's consoles, as one credential per device. A device is trusted only while its
 * credential exists, so deleting it there ends trust at once.
 */
public final class DeviceCredentialProviderFactory implements CredentialProviderFactory<ConsoleCredentialProvider> {

    /** The credential type. */
    public static final String TYPE = "latchkey-trusted-device";

    /**
     * @param user a user
     * @return the credentials of the user's devices
     */
    public static ConsoleCredentials credentials(UserModel user) {
        return new ConsoleCredentials(user, TYPE);
    }

    @Override
    public CredentialProvider<?> create(KeycloakSession session) {
        return new ConsoleCredentialProvider(session, TYPE, CredentialTypeMetadata.Category.TWO_FACTOR,
                "latchkeyTrustedDevices");
    }

    @Override
    public String getId() {
        return TYPE;
    }
}
