package dev.latchkey.otp.flow;

import jakarta.ws.rs.core.Response;

import java.util.Map;

import dev.latchkey.otp.OtpRequest;

/**
 * Answers with JSON.
 *
 * @param error          the OAuth error that asks for a code
 * @param status         its HTTP status
 * @param namesChallenge whether the app must name the challenge in its next request
 * @param more           what the app may offer besides the code
 */
record AppCodes(String error, int status, boolean namesChallenge, Map<String, Object> more) implements CodeAnswers {

    /** The authorization challenge endpoint keeps the sign-in, so that nothing else need be named. */
    static AppCodes authorizationChallenge(Map<String, Object> more) {
        return new AppCodes("insufficient_authorization", 403, false, more);
    }

    /** The direct grant keeps nothing between two requests. */
    static AppCodes directGrant(Map<String, Object> more) {
        return new AppCodes("otp_required", 400, true, more);
    }

    @Override
    public CodeAnswer about(OtpRequest request) {
        return new AppCode(this, request);
    }

    @Override
    public Response withoutAddress() {
        return AppAnswer.ending("access_denied", "The account has no address to mail a code to").response(status);
    }
}
