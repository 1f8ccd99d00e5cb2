package dev.latchkey.device.session;

import dev.latchkey.common.account.PasswordWatch;
import dev.latchkey.common.event.Audit;
import dev.latchkey.common.event.AuditStep;
import dev.latchkey.device.authentication.TrustDeviceAuthenticatorFactory;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.AuthenticationProcessor;
import org.keycloak.authentication.AuthenticatorUtil;
import org.keycloak.authentication.ForkFlowException;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.FormMessage;
import org.keycloak.services.resources.LoginActionsService;
import org.keycloak.services.util.AuthenticationFlowURLHelper;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Ends a sign-in whose password was set anew while its second factor was still asked for: whoever knew the old one
 * begins again. Steps that ask for a factor, or decide whether one is asked, watch for it.
 */
public final class OldPassword {

    private static final String MESSAGE = "latchkeyPasswordReplaced";

    private OldPassword() {
    }

    /**
     * Watches from now on. The sign-in is judged when its whole flow has succeeded, by the callback of the step of
     * trust, which then also moves a recognised device on: in this order, so that no old password rotates one.
     *
     * @param context a flow that knows its user
     */
    public static void watch(AuthenticationFlowContext context) {
        AuthenticationSessionModel authSession = context.getAuthenticationSession();
        PasswordWatch.goOn(authSession, context.getUser());
        AuthenticatorUtil.setAuthCallbacksFactoryIds(authSession, TrustDeviceAuthenticatorFactory.ID);
    }

    /**
     * @throws ForkFlowException       if the password is another; Keycloak shows the sign-in's first page then
     * @throws WebApplicationException the same after a mailed link, which goes on with a GET: there Keycloak takes what
     *                                 a flow throws for the failure of an alternative step, and shows an error page
     */
    public static void refuse(KeycloakSession session, AuthenticationSessionModel authSession, UserModel user) {
        if (!PasswordWatch.outdated(authSession, user)) {
            return;
        }
        EventBuilder event = new EventBuilder(authSession.getRealm(), session, session.getContext().getConnection())
                .event(EventType.LOGIN).client(authSession.getClient()).user(user);
        Audit.of(AuditStep.OLD_PASSWORD_REFUSED).on(event).error(Errors.INVALID_USER_CREDENTIALS);
        if (HttpMethod.GET.equals(session.getContext().getHttpRequest().getHttpMethod())) {
            throw new WebApplicationException(startOver(session, authSession));
        }
        throw new ForkFlowException(null, new FormMessage(MESSAGE));
    }

    private static Response startOver(KeycloakSession session, AuthenticationSessionModel authSession) {
        AuthenticationProcessor.resetFlow(authSession, LoginActionsService.AUTHENTICATE_PATH);
        authSession.setAuthNote(LoginActionsService.FORWARDED_ERROR_MESSAGE_NOTE, MESSAGE);
        return Response.seeOther(new AuthenticationFlowURLHelper(session, authSession.getRealm(),
                session.getContext().getUri()).getLastExecutionUrl(authSession))
                .header("Cache-Control", "no-store").build();
    }
}
