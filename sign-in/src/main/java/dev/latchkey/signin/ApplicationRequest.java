package dev.latchkey.signin;

import org.keycloak.models.KeycloakSession;

/** A request of an application for an authentication; every other one that a flow sees comes from a user. */
public final class ApplicationRequest {

    private static final String MARK = "latchkey.authorization-request";

    private ApplicationRequest() {
    }

    /**
     * Marks this request as one of an application.
     *
     * @param session the request's session
     */
    public static void mark(KeycloakSession session) {
        session.setAttribute(MARK, Boolean.TRUE);
    }

    /**
     * @param session the request's session
     * @return whether this request is marked as one of an application
     */
    public static boolean is(KeycloakSession session) {
        return Boolean.TRUE.equals(session.getAttribute(MARK, Boolean.class));
    }
}
