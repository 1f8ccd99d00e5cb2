package dev.latchkey.otp.prompt;

import java.util.Map;
import java.util.function.Supplier;

import dev.latchkey.otp.OtpRequest;
import jakarta.ws.rs.core.Response;
import org.keycloak.forms.login.LoginFormsProvider;

/**
 * Answers with pages in the browser.
 *
 * @param forms supplies the form provider that renders a page
 * @param more  additional attributes of the page
 */
public record OtpPages(Supplier<LoginFormsProvider> forms, Map<String, Object> more) implements OtpAnswers {

    private static final String NO_EMAIL_TEMPLATE = "latchkey-no-email.ftl";

    @Override
    public OtpAnswer about(OtpRequest request) {
        return new OtpPage(forms.get(), request, more);
    }

    @Override
    public Response withoutAddress() {
        return forms.get().createForm(NO_EMAIL_TEMPLATE);
    }
}
