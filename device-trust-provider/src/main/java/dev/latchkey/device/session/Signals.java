package dev.latchkey.device.session;

import java.util.Optional;

import dev.latchkey.common.net.ClientAddress;
import dev.latchkey.common.net.ClientDevice;
import dev.latchkey.device.DeviceSignals;
import org.keycloak.device.DeviceRepresentationProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.account.DeviceRepresentation;

/** Reads a request's signals with Keycloak's own device detection. */
public final class Signals {

    private Signals() {
    }

    /**
     * @param session the request's session
     * @return what the request shows of its device
     */
    public static DeviceSignals of(KeycloakSession session) {
        Optional<DeviceRepresentation> device = Optional
                .ofNullable(session.getProvider(DeviceRepresentationProvider.class))
                .map(DeviceRepresentationProvider::deviceRepresentation);
        return new DeviceSignals(
                device.map(ClientDevice::browserFamily).orElse(""),
                device.map(ClientDevice::systemFamily).orElse(""),
                ClientAddress.network(session),
                ClientAddress.text(session));
    }
}
