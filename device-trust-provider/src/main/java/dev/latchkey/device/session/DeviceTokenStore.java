package dev.latchkey.device.session;

import java.util.Optional;

import dev.latchkey.credential.RotatingSecret;
import dev.latchkey.device.DeviceSignals;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** The client that keeps a device's secret between two sign-ins: a browser, or an app that has no cookies. */
public interface DeviceTokenStore {

    /**
     * @param session the request's session
     * @param realm   the realm
     * @param user    the user who signs in
     * @return the client that sends this request
     */
    static DeviceTokenStore of(KeycloakSession session, RealmModel realm, UserModel user) {
        return NativeDevice.of(session).<DeviceTokenStore>map(app -> app)
                .orElseGet(() -> new DeviceCookie(session, realm, user));
    }

    /** @return the secret that the client presents; empty for a value of another form; reads no database */
    Optional<RotatingSecret> read();

    /**
     * Issues a secret to the client.
     *
     * @param secret  the secret
     * @param seconds how long it is valid at most
     */
    void write(RotatingSecret secret, long seconds);

    /**
     * Issues a secret that is valid only once the request has committed.
     *
     * @param secret  the secret
     * @param seconds how long it is valid at most
     */
    void writeOnceCommitted(RotatingSecret secret, long seconds);

    /** @return what the request shows of the client, besides the secret */
    DeviceSignals signals();

    /** @return the name of a device whose request shows none */
    String nameless();
}
