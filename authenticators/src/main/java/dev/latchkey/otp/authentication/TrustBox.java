package dev.latchkey.otp.authentication;

import java.util.Map;

import dev.latchkey.common.template.TemplateNumber;
import dev.latchkey.device.session.TrustNotes;
import dev.latchkey.otp.prompt.OtpForm;
import dev.latchkey.otp.prompt.SignInStep;
import jakarta.ws.rs.core.MultivaluedMap;
import org.keycloak.authentication.AuthenticationFlowContext;

/** The box on the page of a second factor by which the user trusts the browser. */
final class TrustBox {

    private static final String FIELD = "trust";

    private TrustBox() {
    }

    /** Notes the choice, where the box was shown and a code was submitted. */
    static void choose(AuthenticationFlowContext context, MultivaluedMap<String, String> form) {
        if (form.containsKey(OtpForm.FIELD) && SignInStep.trustPolicy(context).isPresent()) {
            new TrustNotes(context.getAuthenticationSession()).choice("yes".equals(form.getFirst(FIELD)));
        }
    }

    /** Returns the attributes of the page; empty where trust is not offered. */
    static Map<String, Object> shown(AuthenticationFlowContext context) {
        return SignInStep.trustPolicy(context).<Map<String, Object>>map(policy -> Map.of(
                        "trustDays", TemplateNumber.of(policy.lifetime().toDays()),
                        "trustChecked", new TrustNotes(context.getAuthenticationSession()).choice().orElse(false)))
                .orElse(Map.of());
    }
}
