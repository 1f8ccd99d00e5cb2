package dev.latchkey.signin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

import org.keycloak.sessions.AuthenticationSessionModel;

/** Keycloak's code of the page that a tab shows, which each form and link of it carries (not a public API). */
public final class SessionCode {

    /** Keycloak's note of it. */
    static final String NOTE = "active_code";

    private SessionCode() {
    }

    /**
     * @param tab  a tab
     * @param code what a request carries; may be null
     * @return whether it is the code of the page that the tab shows
     */
    public static boolean isOf(AuthenticationSessionModel tab, String code) {
        String active = tab.getAuthNote(NOTE);
        return code != null && active != null && MessageDigest.isEqual(code.getBytes(StandardCharsets.UTF_8),
                active.getBytes(StandardCharsets.UTF_8));
    }
}
