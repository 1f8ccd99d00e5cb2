package dev.latchkey.device.session;

import java.util.Optional;

import dev.latchkey.common.keys.MacMessage;
import dev.latchkey.common.net.FrontendUrl;
import dev.latchkey.common.tx.Committed;
import dev.latchkey.credential.RotatingSecret;
import dev.latchkey.device.DeviceSignals;
import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.NewCookie;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * The cookie of a trusted device: one per realm and user, so that several users can share a browser without a trace of
 * each other (ASVS 3.3.1 to 3.3.5). It reveals nothing, and no script can read it.
 */
final class DeviceCookie implements DeviceTokenStore {

    private static final String NAME = "latchkey_device_";
    private static final String HOST_PREFIX = "__Host-";
    private static final int HASH_LENGTH = 16;

    private final KeycloakSession session;
    private final boolean secure;
    private final String name;

    DeviceCookie(KeycloakSession session, RealmModel realm, UserModel user) {
        this.session = session;
        this.secure = FrontendUrl.isSecure(session);
        this.name = (secure ? HOST_PREFIX : "") + NAME
                + MacMessage.of(realm.getId(), user.getId()).sha256().substring(0, HASH_LENGTH);
    }

    @Override
    public Optional<RotatingSecret> read() {
        Cookie cookie = session.getContext().getRequestHeaders().getCookies().get(name);
        return cookie == null ? Optional.empty() : RotatingSecret.parse(cookie.getValue());
    }

    @Override
    public void write(RotatingSecret secret, long seconds) {
        session.getContext().getHttpResponse().setCookieIfAbsent(new NewCookie.Builder(name)
                .value(secret.format())
                .path("/")
                .maxAge((int) Math.max(1, seconds))
                .httpOnly(true)
                .secure(secure)
                .sameSite(NewCookie.SameSite.LAX)
                .build());
    }

    @Override
    public void writeOnceCommitted(RotatingSecret secret, long seconds) {
        // a header that is set now would also be sent with the response to a request that fails
        Committed.then(session, () -> write(secret, seconds));
    }

    @Override
    public DeviceSignals signals() {
        return Signals.of(session);
    }

    @Override
    public String nameless() {
        return "Browser";
    }
}
