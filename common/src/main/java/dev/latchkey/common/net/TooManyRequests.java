package dev.latchkey.common.net;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

/** Turns a page into an answer 429 that says when to come back (RFC 6585, draft-ietf-httpapi-ratelimit-headers). */
public final class TooManyRequests {

    private TooManyRequests() {
    }

    /**
     * @param page    what to show
     * @param policy  what was limited, as a token; tells nothing about the account
     * @param seconds seconds to wait, 1 or more
     * @return the answer
     */
    public static Response answer(Response page, String policy, long seconds) {
        return Response.fromResponse(page)
                .status(Response.Status.TOO_MANY_REQUESTS)
                .header(HttpHeaders.RETRY_AFTER, seconds)
                .header("RateLimit", "\"%s\";r=0;t=%d".formatted(policy, seconds))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }
}
