package dev.latchkey.sample;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;

import com.nimbusds.oauth2.sdk.http.HTTPResponse;

/**
 * An answer of the authorization challenge endpoint that is no authorization code.
 *
 * @param response the answer
 * @param body     its JSON
 */
record ChallengeError(HTTPResponse response, Json body) {

    private static final String MORE_IS_NEEDED = "insufficient_authorization";
    private static final Map<String, Refusal> CODE_REFUSALS = Map.of(
            "wrong", Refusal.WRONG_CODE,
            "malformed", Refusal.MALFORMED_CODE,
            "used_up", Refusal.CODE_USED_UP,
            "expired", Refusal.CODE_EXPIRED,
            "no_resends_left", Refusal.NO_MAILS_LEFT,
            "mail_busy", Refusal.MAIL_BUSY);
    private static final Map<String, Refusal> REFUSALS = Map.of(
            "invalid_grant", Refusal.WRONG_CREDENTIALS,
            "invalid_session", Refusal.OVER,
            "access_denied", Refusal.DENIED);

    private String error() {
        return body.text("error").orElse("");
    }

    /** @return whether the sign-in can go on, by the {@code auth_session} of this very answer */
    boolean goesOn() {
        return error().equals(MORE_IS_NEEDED) && (body.yes("otp_required") || asksForNumber() || asksForText());
    }

    private boolean asksForText() {
        return body.yes("sent_text_required");
    }

    private boolean asksForNumber() {
        return body.yes("phone_number_required");
    }

    /** @return whether the sign-in is over; one that was asked to wait is neither over nor a step further */
    boolean ends() {
        return !goesOn() && !ProvenHttp.asksToWait(response)
                && response.getStatusCode() < HTTPResponse.SC_SERVER_ERROR;
    }

    /**
     * @return what the app shows next
     * @throws IOException if nothing that a user has done could have led to this
     */
    Step step() throws IOException {
        if (ProvenHttp.asksToWait(response)) {
            return new Step.Later(ProvenHttp.patience(response));
        }
        if (goesOn()) {
            return asksForNumber() ? new Step.EnterNumber(body.text("phone_number_error").isPresent(),
                    body.yes("sent_text_offered")) : asksForText() ? text() : code();
        }
        if (error().equals("redirect_to_web") || error().equals(MORE_IS_NEEDED)) {
            // the latter from a flow that asks for what this app has no screen for
            return new Step.UseBrowser();
        }
        if (REFUSALS.containsKey(error())) {
            return new Step.Refused(REFUSALS.get(error()), Optional.empty());
        }
        throw new IOException("The server refuses: " + error() + ", " + body.text("error_description").orElse(""));
    }

    private Step text() throws IOException {
        return new Step.SendText(required("word"), required("service_number"),
                body.text("sent_text_error").isPresent());
    }

    private String required(String member) throws IOException {
        return body.text(member).orElseThrow(() -> new IOException("The answer lacks " + member));
    }

    private Step code() {
        Refusal refused = CODE_REFUSALS.get(body.text("otp_error").orElse(""));
        return refused == null
                ? new Step.EnterCode(body.mailedCode())
                : new Step.Refused(refused, body.number("attempts_left"));
    }
}
