package dev.latchkey.common.rest;

import java.util.LinkedHashMap;
import java.util.Map;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/**
 * An error of a REST endpoint as Problem JSON (RFC 9457). Its texts are for the developers of apps.
 *
 * @param status  HTTP status, 400 to 599
 * @param name    what went wrong, as the last part of the problem's type
 * @param title   the same in words; the same for every problem of the type
 * @param detail  what to do about it
 * @param members further data, as extension members of the problem
 */
public record Problem(int status, String name, String title, String detail, Map<String, Object> members) {

    /** What every type begins with. */
    public static final String TYPE = "urn:latchkey:params:problem:";

    private static final MediaType PROBLEM = new MediaType("application", "problem+json");

    /** A problem without extension members. */
    public Problem(int status, String name, String title, String detail) {
        this(status, name, title, detail, Map.of());
    }

    /** @return the answer; no cache keeps it */
    public Response response() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", TYPE + name);
        body.put("title", title);
        body.put("status", status);
        body.put("detail", detail);
        body.putAll(members);
        return Response.status(status).type(PROBLEM).entity(body).header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }
}
