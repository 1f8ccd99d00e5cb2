package dev.latchkey.sms.authentication;

import java.util.Map;

import dev.latchkey.limit.Limits;
import dev.latchkey.otp.SendLimits;
import dev.latchkey.otp.account.AddressProof;
import dev.latchkey.otp.account.Mailbox;
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
        return policy.serviceNumber().isPresent() && !AddressProof.isHeldBy(context.getUser())
                // the proof may have been deleted since
                && !Mailbox.isNamedByNumber(context.getSession(), context.getRealm(), context.getUser());
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
        return text.await(number, SendLimits.ofWord(context.getRealm(), context.getUser().getId(),
                Limits.of(context.getSession()))).fold(admitted -> form.setAttribute("latchkey", Map.of(
                        "word", text.word().orElseThrow(), "serviceNumber", policy.serviceNumber().orElseThrow()))
                        .createForm(TEMPLATE),
                refused -> context.form().setError("latchkeyTooManySends", refused.retryAfterMinutes())
                        .createForm("latchkey-phone.ftl"));
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
