package dev.latchkey.nativeapi.rest;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.common.net.WellFormed;
import dev.latchkey.common.rest.JsonBody;
import dev.latchkey.common.rest.Problem;
import dev.latchkey.otp.account.RegistrationForm;

/**
 * The JSON body of an app's request. Unknown members are ignored.
 *
 * @param json the JSON object
 */
record NativeRequest(JsonNode json) {

    private static final String PASSWORD = "password";

    /**
     * @param body the body; at most the allowed length is read
     * @return the request
     * @throws ProblemException when the body is too long or no JSON object
     */
    static NativeRequest read(InputStream body) throws ProblemException {
        try {
            return new NativeRequest(JsonBody.read(body).json());
        } catch (JsonBody.TooLongException e) {
            throw new ProblemException(new Problem(413, "too-large", "The request is too large",
                    "Send at most 16 KiB"));
        } catch (IOException e) {
            throw invalid("The body is no JSON object");
        }
    }

    /**
     * @param name name of a member
     * @return its text; empty when the member is missing or null
     * @throws ProblemException when the member is no text
     */
    Optional<String> text(String name) throws ProblemException {
        JsonNode value = json.get(name);
        return value == null || value.isNull() ? Optional.empty() : Optional.of(text(name, value));
    }

    String required(String name) throws ProblemException {
        return text(name).map(String::strip).filter(text -> !text.isEmpty())
                .orElseThrow(() -> invalid(name + " is missing"));
    }

    /**
     * @param name name of a member
     * @return whether it is true; false when the member is missing or null
     * @throws ProblemException when the member is neither true nor false
     */
    boolean flag(String name) throws ProblemException {
        JsonNode value = json.get(name);
        if (value != null && !value.isNull() && !value.isBoolean()) {
            throw invalid(name + " is not valid");
        }
        return value != null && value.booleanValue();
    }

    Optional<String> password() throws ProblemException {
        return text(PASSWORD);
    }

    RegistrationForm signUpForm() throws ProblemException {
        Map<String, List<String>> profile = new LinkedHashMap<>();
        JsonNode attributes = json.get("attributes");
        if (attributes == null || !attributes.isObject()) {
            throw invalid("attributes is missing or no object");
        }
        for (Map.Entry<String, JsonNode> attribute : attributes.properties()) {
            profile.put(attribute.getKey(), values(attribute.getKey(), attribute.getValue()));
        }
        return new RegistrationForm(profile, password().orElse(null));
    }

    private static List<String> values(String name, JsonNode value) throws ProblemException {
        if (!value.isArray()) {
            return List.of(text(name, value));
        }
        List<String> values = new ArrayList<>();
        for (JsonNode one : value) {
            values.add(text(name, one));
        }
        return values;
    }

    private static String text(String name, JsonNode value) throws ProblemException {
        // some databases fail on a NUL, and the error would differ from the answer for an account that does not exist
        if (!value.isTextual() || !WellFormed.test(value.textValue())) {
            throw invalid(name + " is not valid");
        }
        return value.textValue();
    }

    static ProblemException invalid(String detail) {
        return new ProblemException(new Problem(400, "invalid-request", "The request is not valid", detail));
    }

    /** Leaves out the content, which may contain a password. */
    @Override
    public String toString() {
        return "NativeRequest[]";
    }
}
