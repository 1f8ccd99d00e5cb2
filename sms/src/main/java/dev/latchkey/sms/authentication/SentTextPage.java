package dev.latchkey.sms.authentication;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.latchkey.common.tx.OwnTransaction;
import dev.latchkey.limit.Limit;
import dev.latchkey.limit.Limits;
import dev.latchkey.limit.RateDemand;
import dev.latchkey.limit.RateLimit;
import dev.latchkey.limit.RateLimiter;
import dev.latchkey.limit.RateResult;
import dev.latchkey.sms.PhoneOfUser;
import dev.latchkey.sms.SentTexts;
import dev.latchkey.sms.SmsPolicy;
import jakarta.ws.rs.core.Response;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.models.utils.FormMessage;

/**
 * The page that shows a word and a number to which the user sends it, in place of a code that the user is sent. It is
 * for an account that no code has given a number: what a code has proven is not replaced by less.
 */
final class SentTextPage {

    private static final String TEMPLATE = "latchkey-sent-text.ftl";
    /** Note of the tab: the word that the page shows. No secret, see {@link SentTexts}. */
    private static final String WORD = "latchkey.sms.word";
    private static final String RATE = "sent-text-user-day";

    private final RequiredActionContext context;
    private final SmsPolicy policy;
    private final SentTexts texts;

    SentTextPage(RequiredActionContext context) {
        this.context = context;
        this.policy = SmsPolicy.of(context.getRealm());
        this.texts = new SentTexts(context.getSession());
    }

    /** Asked at every request: the policy and the account may have changed meanwhile. */
    boolean isOffered() {
        return policy.serviceNumber().isPresent()
                && !new PhoneOfUser(context.getSession(), context.getRealm(), context.getUser()).hasCodeProof();
    }

    /** Whether the tab shows this page, for the number that was typed last. */
    boolean isShown() {
        return word().isPresent() && isOffered();
    }

    void forget() {
        context.getAuthenticationSession().removeAuthNote(WORD);
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

    /** Returns the page that says why the account cannot sign in at present. */
    Response locked(String number, FormMessage message) {
        return page(context.form().setError(message.getMessage(), message.getParameters()), number);
    }

    private Response page(LoginFormsProvider form, String number) {
        String realmId = context.getRealm().getId();
        Optional<String> word = word().filter(shown -> texts.isAwaited(realmId, number, shown));
        if (word.isEmpty()) {
            Optional<Response> refused = admitted().fold(admitted -> Optional.empty(), refusal -> Optional.of(
                    context.form().setError("latchkeyTooManySends", minutes(refusal.retryAfterSeconds()))
                            .createForm("latchkey-phone.ftl")));
            if (refused.isPresent()) {
                forget();
                return refused.get();
            }
            word = Optional.of(texts.await(realmId, number));
            context.getAuthenticationSession().setAuthNote(WORD, word.get());
        }
        return form.setAttribute("latchkey", Map.of("word", word.get(),
                "serviceNumber", policy.serviceNumber().orElseThrow())).createForm(TEMPLATE);
    }

    /** As many a day as texts with codes: each answers whether an account holds a number, to one who forges texts. */
    private RateResult admitted() {
        RateDemand demand = new RateDemand(new RateLimit(RATE, Limits.of(context.getSession()).get(context.getRealm(),
                Limit.PAID_USER_DAY), Duration.ofDays(1)), context.getRealm().getId(), context.getUser().getId());
        return OwnTransaction.run(context.getSession(),
                own -> own.getProvider(RateLimiter.class).take(List.of(demand)));
    }

    private static long minutes(long seconds) {
        return Math.max(1, Duration.ofSeconds(seconds + 59).toMinutes());
    }

    /** Returns true once, after the text with the page's word has arrived from the number. */
    boolean takeArrived(String number) {
        boolean arrived = word().filter(shown -> texts.take(context.getRealm().getId(), number, shown)).isPresent();
        if (arrived) {
            forget();
        }
        return arrived;
    }

    private Optional<String> word() {
        return Optional.ofNullable(context.getAuthenticationSession().getAuthNote(WORD));
    }
}
