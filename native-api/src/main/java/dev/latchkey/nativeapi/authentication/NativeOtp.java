package dev.latchkey.nativeapi.authentication;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import dev.latchkey.limit.rest.TooManyRequests;
import dev.latchkey.mail.MailDelivery;
import dev.latchkey.otp.Challenge;
import dev.latchkey.otp.EmailOtpPolicy;
import dev.latchkey.otp.OtpChannel;
import dev.latchkey.otp.OtpRequest;
import dev.latchkey.otp.prompt.OtpAnswer;
import jakarta.ws.rs.core.Response;
import org.keycloak.common.util.Time;

/** Asks an app for the code. The texts are for the app's developers; the app shows its own texts to the user. */
final class NativeOtp implements OtpAnswer {

    private final NativeOtps endpoint;
    private final OtpRequest request;
    private final OtpChannel channel;
    private final Map<String, Object> state = new LinkedHashMap<>();
    private final long now = Time.currentTimeMillis();
    private String description;
    private boolean ending;
    private String limited;
    private long retryAfterSeconds;

    NativeOtp(NativeOtps endpoint, OtpRequest request, OtpChannel channel) {
        this.endpoint = endpoint;
        this.request = request;
        this.channel = channel;
        this.description = byMail() ? "A code was mailed; send it as otp" : "A code was sent; send it as otp";
    }

    private boolean byMail() {
        return MailDelivery.CHANNEL.equals(channel.id());
    }

    private String message() {
        return NativeOtps.message(channel);
    }

    @Override
    public OtpAnswer challenge(Challenge challenge) {
        state.put("reference", challenge.reference());
        if (endpoint.knowsAccount()) {
            state.put("delivery", challenge.delivery().name().toLowerCase(Locale.ROOT));
        }
        state.put("expires_in", challenge.live(now) ? secondsUntil(challenge.expiresAt()) : 0L);
        state.put("attempts_left", challenge.live(now) ? challenge.attemptsLeft() : 0);
        state.put("resend_in", secondsUntil(challenge.resendAt()));
        state.put("resends_left", challenge.resendsLeft());
        if (endpoint.namesChallenge()) {
            state.put("challenge_id", challenge.id());
        }
        return this;
    }

    @Override
    public OtpAnswer resent(Challenge challenge, boolean repeated) {
        return challenge(challenge);
    }

    @Override
    public OtpAnswer coolingDown(long untilMillis) {
        long seconds = secondsUntil(untilMillis);
        state.put("resend_in", seconds);
        return tooMany("otp-send", seconds).refused("cooling_down", "The last " + message() + " is too recent");
    }

    @Override
    public OtpAnswer throttled(long seconds) {
        return tooMany("otp-send", seconds).refused("too_many_mails", "Too many " + message() + "s were asked for");
    }

    @Override
    public OtpAnswer locked(long untilMillis) {
        return tooMany("otp-verify", secondsUntil(untilMillis))
                .refused("locked", "Too many failures; locked for a while");
    }

    @Override
    public OtpAnswer codesSpent(long untilMillis) {
        return tooMany("otp-verify", secondsUntil(untilMillis))
                .refused("codes_spent", "Too many wrong codes today");
    }

    @Override
    public OtpAnswer permanentlyLocked() {
        return end("Too many failures; locked until an admin clears it");
    }

    @Override
    public OtpAnswer unavailable() {
        return end("The account cannot sign in");
    }

    @Override
    public OtpAnswer noResendsLeft() {
        state.put("resends_left", 0);
        return refused("no_resends_left", "No further " + message() + " will be sent in this sign-in");
    }

    @Override
    public OtpAnswer mailBusy() {
        return refused("mail_busy", "No " + message() + " can be sent at the moment");
    }

    @Override
    public OtpAnswer wrong(Challenge challenge) {
        challenge(challenge);
        return refused("wrong", "The code was wrong");
    }

    @Override
    public OtpAnswer malformed() {
        return refused("malformed", "This is no code");
    }

    @Override
    public OtpAnswer usedUp() {
        return refused("used_up", "Too many wrong codes; ask for a new one");
    }

    @Override
    public OtpAnswer expired() {
        return refused("expired", "The code is no longer good; ask for a new one");
    }

    @Override
    public Response render() {
        if (ending) {
            return NativeAnswer.ending("access_denied", description).response(endpoint.status());
        }
        NativeAnswer answer = NativeAnswer.goingOn(endpoint.error(), description);
        answer.members().put("otp_required", true);
        if (endpoint.knowsAccount()) {
            answer.members().put(byMail() ? "masked_email" : "masked_phone",
                    channel.masked(request.binding().address()));
        }
        answer.members().put("code_length", EmailOtpPolicy.of(request.realm()).codeLength());
        answer.members().putAll(state);
        answer.members().putAll(endpoint.more());
        Response response = answer.response(endpoint.status());
        return retryAfterSeconds == 0 ? response : TooManyRequests.answer(response, limited, retryAfterSeconds);
    }

    private NativeOtp refused(String error, String text) {
        state.put("otp_error", error);
        description = text;
        return this;
    }

    private NativeOtp end(String text) {
        ending = true;
        description = text;
        return this;
    }

    private NativeOtp tooMany(String policy, long seconds) {
        limited = policy;
        retryAfterSeconds = Math.max(1, seconds);
        return this;
    }

    private long secondsUntil(long millis) {
        return Math.max(0, (millis - now + 999) / 1000);
    }
}
