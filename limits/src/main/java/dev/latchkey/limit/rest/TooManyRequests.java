package dev.latchkey.limit.rest;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.models.KeycloakSession;

/** Makes a page an answer 429 with the time of the next try (RFC 6585, draft-ietf-httpapi-ratelimit-headers). */
public final class TooManyRequests {

    /** Name of the header with the time after which the rate admits a request again. */
    public static final String RATE_LIMIT = "RateLimit";

    private TooManyRequests() {
    }

    /**
     * @param session the request's session
     * @param policy  what was limited, as a token
     * @param seconds seconds to wait, 1 or more
     * @return a page of the realm's theme, in the client's language
     */
    public static Response page(KeycloakSession session, String policy, long seconds) {
        return answer(session.getProvider(LoginFormsProvider.class)
                .setError("latchkeyTooManyRequests", seconds)
                .createErrorPage(Response.Status.TOO_MANY_REQUESTS), policy, seconds);
    }

    /**
     * @param page    what to show
     * @param policy  what was limited, as a token; reveals nothing about the account
     * @param seconds seconds to wait, 1 or more
     * @return the answer
     */
    public static Response answer(Response page, String policy, long seconds) {
        return Response.fromResponse(page)
                .status(Response.Status.TOO_MANY_REQUESTS)
                .header(HttpHeaders.RETRY_AFTER, seconds)
                .header(RATE_LIMIT, "\"%s\";r=0;t=%d".formatted(policy, seconds))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }
}
