package dev.latchkey.otp.prompt;

import java.util.List;

import dev.latchkey.common.tx.RequestTransaction;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import org.keycloak.authentication.AuthenticationProcessor;
import org.keycloak.authentication.FormAuthenticationFlow;
import org.keycloak.authentication.FormContext;
import org.keycloak.authentication.forms.RegistrationPage;
import org.keycloak.models.utils.FormMessage;
import org.keycloak.services.resources.LoginActionsService;

/**
 * A registration form that is refused after all its parts were found valid. Checks that reveal accounts run only then:
 * Keycloak validates each part regardless of errors in the others, and shows the errors of all of them
 * (keycloak-services, not a public API).
 */
public final class RefusedRegistration {

    private RefusedRegistration() {
    }

    /**
     * Sends the error event of the refusal and renders the form again.
     *
     * @param context the form context of the part that refuses the form
     * @param error   the error for the event
     * @param errors  the errors by field
     * @return an exception that ends the request with the same form, filled in except for passwords
     */
    public static WebApplicationException because(FormContext context, String error, List<FormMessage> errors) {
        // Keycloak stores errors in a transaction of its own: the request must not hold a connection meanwhile
        RequestTransaction.releaseConnection(context.getSession());
        context.getEvent().error(error);
        MultivaluedMap<String, String> form =
                withoutPasswords(context.getHttpRequest().getDecodedFormParameters());
        Response page = new FormAuthenticationFlow(processor(context), context.getRealm()
                .getAuthenticationExecutionByFlowId(context.getExecution().getParentFlow())).renderForm(form, errors);
        return new WebApplicationException(page);
    }

    /**
     * @param form the form parameters, which cannot be changed where the form is empty
     * @return a copy without the passwords, for the page that shows the form again
     */
    public static MultivaluedMap<String, String> withoutPasswords(MultivaluedMap<String, String> form) {
        MultivaluedMap<String, String> copy = new MultivaluedHashMap<>(form);
        copy.remove(RegistrationPage.FIELD_PASSWORD);
        copy.remove(RegistrationPage.FIELD_PASSWORD_CONFIRM);
        return copy;
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
