package dev.latchkey.nativeapi.authentication;

import java.util.Map;

import dev.latchkey.mail.MailDelivery;
import dev.latchkey.otp.OtpChannel;
import dev.latchkey.otp.OtpRequest;
import dev.latchkey.otp.prompt.OtpAnswer;
import dev.latchkey.otp.prompt.OtpAnswers;
import jakarta.ws.rs.core.Response;

/**
 * Answers with JSON for apps.
 *
 * @param error          the OAuth error that asks for a code
 * @param status         its HTTP status
 * @param namesChallenge whether the app must name the challenge in its next request
 * @param knowsAccount   whether the app may learn what belongs to the account: its address in part, and what became of
 *                       the message. Not where a name is all that was typed
 * @param more           additional members, which the app may offer in addition to the code
 */
record NativeOtps(String error, int status, boolean namesChallenge, boolean knowsAccount, Map<String, Object> more)
        implements OtpAnswers {

    private static final String INSUFFICIENT = "insufficient_authorization";
    private static final int FORBIDDEN = 403;

    /**
     * Answers of the authorization challenge endpoint. The endpoint keeps the sign-in, so the app does not have to name
     * the challenge.
     */
    static NativeOtps authorizationChallenge(Map<String, Object> more) {
        return new NativeOtps(INSUFFICIENT, FORBIDDEN, false, true, more);
    }

    /** Answers of that endpoint where a name is all that was typed. */
    static NativeOtps passwordless() {
        return new NativeOtps(INSUFFICIENT, FORBIDDEN, false, false, Map.of());
    }

    /** Answers of the direct grant. It keeps no state between two requests, so the app has to name the challenge. */
    static NativeOtps directGrant(Map<String, Object> more) {
        return new NativeOtps("otp_required", 400, true, true, more);
    }

    /** Returns the word for what the channel sends, in texts for developers. */
    static String message(OtpChannel channel) {
        return MailDelivery.CHANNEL.equals(channel.id()) ? "mail" : "message";
    }

    @Override
    public OtpAnswer about(OtpRequest request, OtpChannel channel) {
        return new NativeOtp(this, request, channel);
    }

    @Override
    public boolean inBrowser() {
        return false;
    }

    @Override
    public Response withoutAddress(OtpChannel channel) {
        String told = MailDelivery.CHANNEL.equals(channel.id()) ? "The account has no address to mail a code to"
                : "The account has nothing to send a code to";
        return NativeAnswer.ending("access_denied", told).response(status);
    }
}
