package dev.latchkey.nativeapi.authentication;

import java.util.LinkedHashMap;
import java.util.Map;

import dev.latchkey.common.rest.Problem;
import dev.latchkey.limit.rest.TooManyRequests;
import dev.latchkey.otp.Challenge;
import dev.latchkey.otp.EmailOtpPolicy;
import dev.latchkey.otp.OtpChannel;
import dev.latchkey.otp.OtpRequest;
import dev.latchkey.otp.prompt.OtpAnswer;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.keycloak.common.util.Time;

/** Answers an app that asks for a code without a sign-in: 202 with the state of the challenge, or a problem. */
final class OtpProblem implements OtpAnswer {

    private static final String SEND = "otp-send";
    private static final String VERIFY = "otp-verify";
    private static final int BUSY_SECONDS = 5;

    private final String challengeId;
    private final OtpRequest request;
    private final String message;
    private final Map<String, Object> state = new LinkedHashMap<>();
    private final long now = Time.currentTimeMillis();
    private Problem problem;
    private String limited;
    private long retryAfterSeconds;

    OtpProblem(String challengeId, OtpRequest request, OtpChannel channel) {
        this.challengeId = challengeId;
        this.request = request;
        this.message = NativeOtps.message(channel);
    }

    /**
     * Returns the same problem for every challenge that cannot be answered: over, unknown, or of another client or key.
     */
    static Problem over() {
        return new Problem(400, "expired", "The challenge is over", "Ask for a new code");
    }

    @Override
    public OtpAnswer challenge(Challenge challenge) {
        state.put("challenge_id", challengeId);
        state.put("reference", challenge.reference());
        state.put("code_length", EmailOtpPolicy.of(request.realm()).codeLength());
        state.put("expires_in", challenge.live(now) ? secondsUntil(challenge.expiresAt()) : 0L);
        state.put("attempts_left", challenge.live(now) ? challenge.attemptsLeft() : 0);
        state.put("resend_in", secondsUntil(challenge.resendAt()));
        state.put("resends_left", challenge.resendsLeft());
        return this;
    }

    @Override
    public OtpAnswer resent(Challenge challenge, boolean repeated) {
        return challenge(challenge);
    }

    @Override
    public OtpAnswer coolingDown(long untilMillis) {
        return limited(SEND, secondsUntil(untilMillis), "cooling-down", "The last " + message + " is too recent");
    }

    @Override
    public OtpAnswer throttled(long seconds) {
        return limited(SEND, seconds, "too-many-mails", "Too many " + message + "s were asked for");
    }

    @Override
    public OtpAnswer locked(long untilMillis) {
        return limited(VERIFY, secondsUntil(untilMillis), "locked", "Too many failures");
    }

    @Override
    public OtpAnswer codesSpent(long untilMillis) {
        return limited(VERIFY, secondsUntil(untilMillis), "codes-spent", "Too many wrong codes today");
    }

    @Override
    public OtpAnswer permanentlyLocked() {
        return unavailable();
    }

    @Override
    public OtpAnswer unavailable() {
        return refused(new Problem(403, "unavailable", "The account cannot be served", "An admin has to clear it"));
    }

    @Override
    public OtpAnswer noResendsLeft() {
        return refused(new Problem(400, "no-resends-left", "No further " + message, "Start over with a new challenge"));
    }

    @Override
    public OtpAnswer mailBusy() {
        retryAfterSeconds = BUSY_SECONDS;
        return refused(new Problem(503, "mail-busy", "No " + message + " can be sent", "Ask again in a moment"));
    }

    @Override
    public OtpAnswer wrong(Challenge challenge) {
        return refused(new Problem(400, "wrong-code", "The code is wrong", "Ask the user again",
                Map.of("attempts_left", challenge.live(now) ? challenge.attemptsLeft() : 0)));
    }

    @Override
    public OtpAnswer malformed() {
        return refused(new Problem(400, "malformed-code", "This is no code", "Send the digits of the " + message));
    }

    @Override
    public OtpAnswer usedUp() {
        return refused(new Problem(400, "code-used-up", "The code has had its attempts",
                "Ask for another " + message));
    }

    @Override
    public OtpAnswer expired() {
        return refused(over());
    }

    @Override
    public Response render() {
        if (problem == null) {
            return Response.accepted(state).type(MediaType.APPLICATION_JSON_TYPE)
                    .header(HttpHeaders.CACHE_CONTROL, "no-store").build();
        }
        if (limited != null) {
            return TooManyRequests.answer(problem.response(), limited, retryAfterSeconds);
        }
        return retryAfterSeconds == 0
                ? problem.response()
                : Response.fromResponse(problem.response()).header(HttpHeaders.RETRY_AFTER, retryAfterSeconds).build();
    }

    private OtpAnswer limited(String policy, long seconds, String name, String title) {
        limited = policy;
        retryAfterSeconds = Math.max(1, seconds);
        return refused(new Problem(429, name, title, "Wait as long as Retry-After says"));
    }

    private OtpAnswer refused(Problem why) {
        problem = why;
        return this;
    }

    private long secondsUntil(long millis) {
        return Math.max(0, (millis - now + 999) / 1000);
    }
}
