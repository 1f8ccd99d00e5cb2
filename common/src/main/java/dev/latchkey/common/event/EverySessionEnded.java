package dev.latchkey.common.event;

import java.util.regex.Pattern;

import jakarta.ws.rs.core.UriInfo;
import org.keycloak.models.KeycloakSession;

/** Recognises that a user signs all devices out in the account console, which logs the sessions out one by one. */
public final class EverySessionEnded {

    /** With or without the version in the path of Keycloak's account API. */
    private static final Pattern ALL_SESSIONS_OF_ACCOUNT =
            Pattern.compile("/account(?:/v[0-9][0-9a-zA-Z_-]*)?/sessions/*$");

    private EverySessionEnded() {
    }

    /**
     * @param session the session of a request that has logged a session out
     * @return whether the request ends all of them
     */
    public static boolean by(KeycloakSession session) {
        UriInfo uri = session.getContext().getUri();
        return uri != null && ALL_SESSIONS_OF_ACCOUNT.matcher(uri.getPath()).find();
    }
}
