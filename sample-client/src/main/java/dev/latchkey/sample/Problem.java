package dev.latchkey.sample;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.nimbusds.oauth2.sdk.http.HTTPResponse;

/**
 * An error of the endpoints for sign-up and reset (RFC 9457).
 *
 * @param response the answer
 * @param name     what {@code type} ends with; it alone identifies the error
 * @param body     Problem JSON
 */
record Problem(HTTPResponse response, String name, Json body) {

    private static final String TYPES = "urn:latchkey:params:problem:";
    private static final Map<String, Refusal> REFUSALS = Map.of(
            "wrong-code", Refusal.WRONG_CODE,
            "malformed-code", Refusal.MALFORMED_CODE,
            "code-used-up", Refusal.CODE_USED_UP,
            "no-resends-left", Refusal.NO_MAILS_LEFT,
            "expired", Refusal.OVER,
            "not-allowed", Refusal.DENIED,
            "unavailable", Refusal.DENIED);

    static Problem of(HTTPResponse response) throws IOException {
        Json body = Json.of(response);
        String type = body.text("type").orElse("");
        return new Problem(response, type.startsWith(TYPES) ? type.substring(TYPES.length()) : type, body);
    }

    /**
     * @return what the app shows next
     * @throws IOException if nothing that a user has done could have led to this
     */
    Step step() throws IOException {
        if (REFUSALS.containsKey(name)) {
            return new Step.Refused(REFUSALS.get(name), body.number("attempts_left"));
        }
        if (name.equals("invalid-input")) {
            return new Step.Mend(errors());
        }
        if (name.equals("codes-spent")) {
            return new Step.UseBrowser();
        }
        if (ProvenHttp.asksToWait(response) || name.equals("mail-busy")) {
            return new Step.Later(ProvenHttp.patience(response));
        }
        throw new IOException("The server refuses: " + body.text("title").orElse(name) + ", "
                + body.text("detail").orElse(""));
    }

    private List<FieldError> errors() throws IOException {
        List<FieldError> errors = new ArrayList<>();
        for (Json error : body.objects("errors")) {
            errors.add(new FieldError(error.text("field").orElse(""), error.text("message").orElse(""),
                    error.texts("parameters")));
        }
        return errors;
    }
}
