package dev.latchkey.device.session;

import java.util.Optional;

import dev.latchkey.common.rotating.RotatingSecret;
import dev.latchkey.device.DeviceSignals;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** What keeps a device's secret between two sign-ins: a browser, or an app that has no cookies. */
public interface DeviceTokenStore {

    /**
     * @param session the request's session
     * @param realm   the realm
     * @param user    who signs in
     * @return what sends this request
     */
    static DeviceTokenStore of(KeycloakSession session, RealmModel realm, UserModel user) {
        return NativeDevice.of(session).<DeviceTokenStore>map(app -> app)
                .orElseGet(() -> new DeviceCookie(session, realm, user));
    }

    /** What the holder presents; empty for anything that was never issued in that form. Asks no database. */
    Optional<RotatingSecret> read();

    /**
     * Hands a secret over.
     *
     * @param secret  the secret
     * @param seconds how long it is good for at most
     */
    void write(RotatingSecret secret, long seconds);

    /**
     * Hands a secret over that is good only once the request has committed.
     *
     * @param secret  the secret
     * @param seconds how long it is good for at most
     */
    void writeOnceCommitted(RotatingSecret secret, long seconds);

    /** What the holder looks like, besides holding the secret. */
    DeviceSignals signals();

    /** What a device is called whose request does not tell. */
    String nameless();
}
