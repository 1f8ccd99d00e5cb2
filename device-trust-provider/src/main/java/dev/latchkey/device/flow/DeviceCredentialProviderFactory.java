package dev.latchkey.device.flow;

import org.keycloak.credential.CredentialProvider;
import org.keycloak.credential.CredentialProviderFactory;
import org.keycloak.models.KeycloakSession;

/** Makes {@link DeviceCredentialProvider}s. */
public final class DeviceCredentialProviderFactory implements CredentialProviderFactory<DeviceCredentialProvider> {

    @Override
    public CredentialProvider<?> create(KeycloakSession session) {
        return new DeviceCredentialProvider(session);
    }

    @Override
    public String getId() {
        return DeviceCredentialProvider.TYPE;
    }
}
