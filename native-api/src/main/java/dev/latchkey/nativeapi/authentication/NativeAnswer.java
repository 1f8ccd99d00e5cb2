package dev.latchkey.nativeapi.authentication;

import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonValue;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/**
 * The answer of a step to an app, in the form of an OAuth error (RFC 6749, 5.2) with additional members. An endpoint
 * that keeps a sign-in between two requests detects the answer by its type and adds the member that the app continues
 * the sign-in with.
 */
public final class NativeAnswer {

    private final Map<String, Object> members = new LinkedHashMap<>();
    private final boolean goesOn;

    private NativeAnswer(String error, String description, boolean goesOn) {
        this.goesOn = goesOn;
        members.put("error", error);
        members.put("error_description", description);
    }

    static NativeAnswer goingOn(String error, String description) {
        return new NativeAnswer(error, description, true);
    }

    static NativeAnswer ending(String error, String description) {
        return new NativeAnswer(error, description, false);
    }

    /** @return whether the sign-in is not over, so that another request can continue it */
    public boolean goesOn() {
        return goesOn;
    }

    /** @return the members, in their order */
    @JsonValue
    public Map<String, Object> members() {
        return members;
    }

    Response response(int status) {
        return Response.status(status).type(MediaType.APPLICATION_JSON_TYPE).entity(this).build();
    }
}
