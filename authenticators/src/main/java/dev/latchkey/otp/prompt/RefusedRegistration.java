package dev.latchkey.otp.prompt;

import java.util.List;

import dev.latchkey.common.tx.RequestTransaction;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import org.keycloak.authentication.AuthenticationProcessor;
import org.keycloak.authentication.FormAuthenticationFlow;
import org.keycloak.authentication.FormContext;
import org.keycloak.authentication.forms.RegistrationPage;
import org.keycloak.models.utils.FormMessage;
import org.keycloak.services.resources.LoginActionsService;

/**
 * A registration form that is refused after all its parts were found right. What tells of accounts is asked no sooner:
 * Keycloak validates each part, whatever the others have found, and shows what all of them say (keycloak-services, not
 * a public API).
 */
public final class RefusedRegistration {

    private RefusedRegistration() {
    }

    /**
     * Leaves an event of the refusal.
     *
     * @param context the form's part that refuses it
     * @param error   the error for the event
     * @param errors  what is wrong, by field
     * @return what ends the request with the same form, as it was filled in but for passwords
     */
    public static WebApplicationException because(FormContext context, String error, List<FormMessage> errors) {
        // Keycloak stores errors in a transaction of its own: the request must not hold a connection meanwhile
        RequestTransaction.releaseConnection(context.getSession());
        context.getEvent().error(error);
        MultivaluedMap<String, String> form = context.getHttpRequest().getDecodedFormParameters();
        forgetPasswords(form);
        Response page = new FormAuthenticationFlow(processor(context), context.getRealm()
                .getAuthenticationExecutionByFlowId(context.getExecution().getParentFlow())).renderForm(form, errors);
        return new WebApplicationException(page);
    }

    /** @param form what was typed, which a page shows again */
    public static void forgetPasswords(MultivaluedMap<String, String> form) {
        form.remove(RegistrationPage.FIELD_PASSWORD);
        form.remove(RegistrationPage.FIELD_PASSWORD_CONFIRM);
    }

    private static AuthenticationProcessor processor(FormContext context) {
        return new AuthenticationProcessor()
                .setAuthenticationSession(context.getAuthenticationSession())
                .setFlowPath(LoginActionsService.REGISTRATION_PATH)
                .setBrowserFlow(true)
                .setConnection(context.getConnection())
                .setEventBuilder(context.getEvent())
                .setRealm(context.getRealm())
                .setSession(context.getSession())
                .setUriInfo(context.getUriInfo())
                .setRequest(context.getHttpRequest());
    }
}
