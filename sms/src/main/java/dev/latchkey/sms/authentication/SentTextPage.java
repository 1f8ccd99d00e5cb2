package dev.latchkey.sms.authentication;

import java.util.Map;
import java.util.Optional;

import dev.latchkey.otp.NumberText;
import dev.latchkey.sms.identity.SentNumber;
import jakarta.ws.rs.core.Response;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.forms.login.LoginFormsProvider;

/** The page that shows a word and a number to which the user sends it, in place of a code that the user is sent. */
final class SentTextPage {

    private static final String TEMPLATE = "latchkey-sent-text.ftl";
    private static final String NUMBER = "latchkey-phone.ftl";

    private final RequiredActionContext context;
    private final NumberText text;

    SentTextPage(RequiredActionContext context) {
        this.context = context;
        this.text = new SentNumber(context.getSession(), context.getAuthenticationSession(), context.getUser());
    }

    boolean isOffered() {
        return text.serviceNumber().isPresent();
    }

    /** Whether the tab shows this page, for the number that was typed last. */
    boolean isShown() {
        return text.isAwaited();
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
        Optional<String> serviceNumber = text.serviceNumber();
        if (serviceNumber.isEmpty()) {
            // a code has given the account a number at this moment
            return context.form().createForm(NUMBER);
        }
        return text.await(number).fold(admitted -> form.setAttribute("latchkey", Map.of(
                        "word", text.word().orElseThrow(), "serviceNumber", serviceNumber.get())).createForm(TEMPLATE),
                refused -> context.form().setError("latchkeyTooManySends", refused.retryAfterMinutes())
                        .createForm(NUMBER));
    }

    /** Whether the number is proven now by the text with the page's word. */
    boolean prove(String number) {
        return text.prove(number, context.getEvent());
    }
}
