package dev.latchkey.sms.authentication;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.latchkey.limit.Limit;
import dev.latchkey.limit.Limits;
import dev.latchkey.limit.RateDemand;
import dev.latchkey.limit.RateLimit;
import dev.latchkey.otp.account.AddressProof;
import dev.latchkey.sms.AwaitedText;
import dev.latchkey.sms.SmsPolicy;
import jakarta.ws.rs.core.Response;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.forms.login.LoginFormsProvider;

/**
 * The page that shows a word and a number to which the user sends it, in place of a code that the user is sent. It is
 * for an account that no code has given a number: what a code has proven is not replaced by less.
 */
final class SentTextPage {

    private static final String TEMPLATE = "latchkey-sent-text.ftl";
    private static final String RATE = "sent-text-user-day";

    private final RequiredActionContext context;
    private final SmsPolicy policy;
    private final AwaitedText text;

    SentTextPage(RequiredActionContext context) {
        this.context = context;
        this.policy = SmsPolicy.of(context.getRealm());
        this.text = new AwaitedText(context.getSession(), context.getAuthenticationSession());
    }

    /** Asked at every request: the policy and the account may have changed meanwhile. */
    boolean isOffered() {
        return policy.serviceNumber().isPresent() && !AddressProof.isHeldBy(context.getUser());
    }

    /** Whether the tab shows this page, for the number that was typed last. */
    boolean isShown() {
        return text.word().isPresent() && isOffered();
    }

    void forget() {
        text.forget();
    }

    /**
     * @param number the number that was typed, in the form of E.164
     * @return the page, with the word that it had before while that is of use
     */
    Response show(String number) {
        return page(context.form(), number);
    }

    /** Returns the page that says that the text has not arrived: also of a number that an account holds. */
    Response missing(String number) {
        return page(context.form().setError("latchkeySentTextMissing"), number);
    }

    private Response page(LoginFormsProvider form, String number) {
        return text.await(number, rates()).fold(admitted -> form.setAttribute("latchkey", Map.of(
                        "word", text.word().orElseThrow(), "serviceNumber", policy.serviceNumber().orElseThrow()))
                        .createForm(TEMPLATE),
                refused -> context.form().setError("latchkeyTooManySends", minutes(refused.retryAfterSeconds()))
                        .createForm("latchkey-phone.ftl"));
    }

    /** As many a day as texts with codes: each answers whether an account holds a number, to one who forges texts. */
    private List<RateDemand> rates() {
        return List.of(new RateDemand(new RateLimit(RATE, Limits.of(context.getSession()).get(context.getRealm(),
                Limit.PAID_USER_DAY), Duration.ofDays(1)), context.getRealm().getId(), context.getUser().getId()));
    }

    private static long minutes(long seconds) {
        return Math.max(1, Duration.ofSeconds(seconds + 59).toMinutes());
    }

    /** Whether the text with the page's word has arrived from the number, and was not used up yet. */
    boolean hasArrived(String number) {
        return text.hasArrived(number);
    }

    /** Returns true once, after the text with the page's word has arrived from the number. */
    boolean takeArrived(String number) {
        return text.takeArrived(number);
    }
}
