package dev.latchkey.otp.prompt;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import dev.latchkey.otp.NumberPrompt;
import dev.latchkey.otp.OtpChannel;
import dev.latchkey.otp.OtpRequest;
import jakarta.ws.rs.core.Response;
import org.keycloak.forms.login.LoginFormsProvider;

/**
 * Answers with pages in the browser.
 *
 * @param forms   supplies the form provider that renders a page
 * @param more    additional attributes of the page
 * @param numbers shows the number for the link; empty where none is shown
 */
public record OtpPages(Supplier<LoginFormsProvider> forms, Map<String, Object> more, Optional<NumberDisplay> numbers)
        implements OtpAnswers {

    private static final String NO_EMAIL_TEMPLATE = "latchkey-no-email.ftl";

    @Override
    public OtpAnswer about(OtpRequest request, OtpChannel channel) {
        return new OtpPage(forms.get(), request, channel, more, numbers);
    }

    @Override
    public boolean inBrowser() {
        return true;
    }

    @Override
    public Optional<NumberPrompt> numberPrompt() {
        return numbers.map(NumberDisplay::prompt);
    }

    @Override
    public Response withoutAddress(OtpChannel channel) {
        return forms.get().setAttribute("latchkey", Map.of("channel", channel.id())).createForm(NO_EMAIL_TEMPLATE);
    }
}
