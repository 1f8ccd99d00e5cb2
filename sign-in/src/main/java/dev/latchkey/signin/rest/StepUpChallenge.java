package dev.latchkey.signin.rest;

import java.time.Duration;
import java.util.Map;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** The answer to a token whose user has not signed in recently enough (RFC 9470). */
public final class StepUpChallenge {

    private static final String ERROR = "insufficient_user_authentication";

    private StepUpChallenge() {
    }

    /**
     * @param maxAge the maximum age of the sign-in
     * @return 401, which names that age, so that the app can have the user sign in anew
     */
    public static Response of(Duration maxAge) {
        return Response.status(Response.Status.UNAUTHORIZED)
                .header(HttpHeaders.WWW_AUTHENTICATE,
                        "Bearer error=\"" + ERROR + "\", max_age=\"" + maxAge.toSeconds() + "\"")
                .entity(Map.of("error", ERROR)).type(MediaType.APPLICATION_JSON_TYPE).build();
    }
}
