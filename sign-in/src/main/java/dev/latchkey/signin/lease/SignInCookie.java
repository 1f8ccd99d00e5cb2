package dev.latchkey.signin.lease;

import java.util.Optional;

import org.keycloak.cookie.CookieProvider;
import org.keycloak.cookie.CookieType;
import org.keycloak.models.KeycloakSession;

/** Keycloak's cookie that names a browser's sign-in. */
public final class SignInCookie {

    private SignInCookie() {
    }

    /**
     * Reads the cookie as Keycloak does, but for the sign-in itself, which must not be read before the lease is held.
     *
     * @param session the request's session
     * @return Keycloak's id of the sign-in; empty when there is no cookie, or not with Keycloak's signature
     */
    public static Optional<String> rootSessionId(KeycloakSession session) {
        String cookie = session.getProvider(CookieProvider.class).get(CookieType.AUTH_SESSION_ID);
        if (cookie == null || cookie.isEmpty()) {
            return Optional.empty();
        }
        return Optional.ofNullable(SignedSessionId.read(session, cookie));
    }
}
