package dev.latchkey.otp.prompt;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import dev.latchkey.common.template.TemplateNumber;
import dev.latchkey.limit.rest.TooManyRequests;
import dev.latchkey.otp.Challenge;
import dev.latchkey.otp.EmailOtpPolicy;
import dev.latchkey.otp.OtpChannel;
import dev.latchkey.otp.OtpRequest;
import jakarta.ws.rs.core.Response;
import org.keycloak.common.util.Time;
import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.models.utils.FormMessage;

/** The page that asks for the code. */
final class OtpPage implements OtpAnswer {

    private static final String TEMPLATE = "latchkey-email-otp.ftl";

    private final LoginFormsProvider form;
    private final OtpRequest request;
    private final OtpTexts texts;
    private final Map<String, Object> bean = new HashMap<>();
    private final long now = Time.currentTimeMillis();
    private final Optional<NumberDisplay> numbers;
    private Challenge shown;
    private boolean notConfirmed;
    private String limited;
    private long retryAfterSeconds;

    OtpPage(LoginFormsProvider form, OtpRequest request, OtpChannel channel, Map<String, Object> more,
            Optional<NumberDisplay> numbers) {
        EmailOtpPolicy policy = EmailOtpPolicy.of(request.realm());
        this.form = form;
        this.request = request;
        this.numbers = numbers;
        this.texts = OtpTexts.of(channel);
        bean.putAll(more);
        bean.put("purpose", request.binding().purpose().id());
        if (!bean.containsKey("typed")) {
            bean.put("maskedAddress", channel.masked(request.binding().address()));
        }
        bean.put("codeLength", TemplateNumber.of(policy.codeLength()));
        bean.put("channel", channel.id());
        bean.put("linkEnabled", request.links() && policy.linkEnabled());
        bean.put("live", false);
        bean.put("codeMailed", true);
        bean.put("locked", false);
        bean.put("resendInSeconds", 0L);
        bean.put("resendsLeft", policy.maxResends());
    }

    @Override
    public OtpPage challenge(Challenge challenge) {
        boolean live = challenge.live(now);
        shown = challenge;
        bean.put("reference", challenge.reference());
        bean.put("live", live);
        bean.put("codeMailed", challenge.codeMailed());
        bean.put("delivery", challenge.delivery().name().toLowerCase(Locale.ROOT));
        bean.put("resendInSeconds", TemplateNumber.of(secondsUntil(challenge.resendAt())));
        bean.put("resendsLeft", challenge.resendsLeft());
        if (live && challenge.codeMailed()) {
            bean.put("attemptsLeft", TemplateNumber.of(challenge.attemptsLeft()));
        }
        if (live) {
            bean.put("expiresInSeconds", secondsUntil(challenge.expiresAt()));
            bean.put("expiresInMinutes", TemplateNumber.of(minutesUntil(challenge.expiresAt())));
        }
        return this;
    }

    @Override
    public OtpPage resent(Challenge challenge, boolean repeated) {
        challenge(challenge);
        // the text about a new code does not fit a mail that holds the link alone
        form.setSuccess(repeated || !challenge.codeMailed() ? texts.repeated() : texts.resent(), challenge.reference());
        return this;
    }

    @Override
    public OtpPage coolingDown(long untilMillis) {
        long seconds = secondsUntil(untilMillis);
        bean.put("resendInSeconds", TemplateNumber.of(seconds));
        return tooMany("otp-send", seconds).error(texts.coolingDown(), seconds);
    }

    @Override
    public OtpPage throttled(long seconds) {
        return tooMany("otp-send", seconds).error("latchkeyTooManySends", (seconds + 59) / 60);
    }

    @Override
    public OtpPage locked(long untilMillis) {
        bean.put("locked", true);
        return tooMany("otp-verify", secondsUntil(untilMillis)).error(LockMessage.until(untilMillis));
    }

    @Override
    public OtpPage codesSpent(long untilMillis) {
        if (!request.links()) {
            return locked(untilMillis);
        }
        bean.put("codeMailed", false);
        boolean link = shown != null && shown.linkMailed();
        if (!link) {
            // the next mail has one, whatever the policy says
            bean.put("live", false);
        }
        return tooMany("otp-verify", secondsUntil(untilMillis))
                .error(link ? "latchkeyCodesSpent" : "latchkeyCodeUsedUp");
    }

    @Override
    public OtpPage permanentlyLocked() {
        return unavailable(LockMessage.untilCleared());
    }

    @Override
    public OtpPage unavailable() {
        return unavailable(LockMessage.disabled());
    }

    private OtpPage unavailable(FormMessage message) {
        bean.put("locked", true);
        return error(message);
    }

    @Override
    public OtpPage noResendsLeft() {
        bean.put("resendsLeft", 0);
        return error(texts.noResendsLeft());
    }

    @Override
    public OtpPage mailBusy() {
        return error(texts.busy());
    }

    @Override
    public OtpPage wrong(Challenge challenge) {
        challenge(challenge);
        return challenge.attemptsLeft() > 0
                ? fieldError("latchkeyInvalidCode", challenge.attemptsLeft())
                : error("latchkeyInvalidCodeLast");
    }

    @Override
    public OtpPage notConfirmed() {
        notConfirmed = true;
        return this;
    }

    @Override
    public OtpPage malformed() {
        return fieldError(texts.malformed(), bean.get("codeLength"));
    }

    @Override
    public OtpPage usedUp() {
        return error("latchkeyCodeUsedUp");
    }

    @Override
    public OtpPage expired() {
        return error("latchkeyCodeExpired");
    }

    @Override
    public OtpPage usedInAnotherTab() {
        return error("latchkeyCodeUsedInAnotherTab");
    }

    /** Shows an error at the code field, or at the top of the page when the page has no code field. */
    private OtpPage fieldError(String key, Object... arguments) {
        if (!Boolean.TRUE.equals(bean.get("live"))) {
            return error(key, arguments);
        }
        form.addError(new FormMessage(OtpForm.FIELD, key, arguments));
        return this;
    }

    private OtpPage error(FormMessage message) {
        return error(message.getMessage(), message.getParameters());
    }

    private OtpPage error(String key, Object... arguments) {
        form.setError(key, arguments);
        return this;
    }

    @Override
    public Response render() {
        if (Boolean.TRUE.equals(bean.get("live")) && Boolean.FALSE.equals(bean.get("locked"))) {
            numbers.map(display -> display.attributes(request, shown.id())).ifPresent(bean::putAll);
        }
        if (notConfirmed && bean.containsKey("number")) {
            form.setInfo("latchkeyNumberNotConfirmed");
        }
        form.setAttribute("latchkey", bean);
        if (retryAfterSeconds == 0) {
            return form.createForm(TEMPLATE);
        }
        return TooManyRequests.answer(form.createForm(TEMPLATE), limited, retryAfterSeconds);
    }

    private OtpPage tooMany(String policy, long seconds) {
        limited = policy;
        retryAfterSeconds = Math.max(1, seconds);
        return this;
    }

    private long secondsUntil(long millis) {
        return Math.max(0, (millis - now + 999) / 1000);
    }

    private long minutesUntil(long millis) {
        return (secondsUntil(millis) + 59) / 60;
    }
}
