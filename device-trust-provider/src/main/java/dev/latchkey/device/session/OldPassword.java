package dev.latchkey.device.session;

import dev.latchkey.common.event.Audit;
import dev.latchkey.common.event.AuditStep;
import dev.latchkey.device.authentication.TrustDeviceAuthenticatorFactory;
import dev.latchkey.signin.CurrentTab;
import dev.latchkey.signin.account.PasswordWatch;
import dev.latchkey.signin.filter.RevokedSignIn;
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
 * Ends a sign-in whose account was changed while it was in progress, before it trusts a device. It has to begin again,
 * so that an attacker who knows only the old password, or reads the old mailbox, cannot finish it. Steps that ask for a
 * factor, or decide whether to ask for one, start the watch.
 */
public final class OldPassword {

    private static final String REPLACED = "latchkeyPasswordReplaced";
    private static final String REVOKED = "latchkeySignInRevoked";

    private OldPassword() {
    }

    /**
     * Watches the password from now on. When the whole flow has succeeded, the callback of the trust step verifies that
     * it is unchanged, and only then rotates a recognized device, so that no old password rotates one.
     *
     * @param context a flow that knows its user
     */
    public static void watch(AuthenticationFlowContext context) {
        AuthenticationSessionModel authSession = context.getAuthenticationSession();
        PasswordWatch.goOn(authSession, context.getUser());
        CurrentTab.keep(context.getSession(), authSession);
        AuthenticatorUtil.setAuthCallbacksFactoryIds(authSession, TrustDeviceAuthenticatorFactory.ID);
    }

    /**
     * Refuses the sign-in if the account has changed since its factors were proven, by the rule of
     * {@link RevokedSignIn}, which has applied it at the beginning of the request.
     *
     * @param session     the request's session
     * @param authSession the sign-in
     * @param user        the user who signs in
     * @throws ForkFlowException       if it has changed; Keycloak then shows the first page of the sign-in
     * @throws WebApplicationException the same after a mailed link, which continues with a GET: there Keycloak treats
     *                                 an exception as the failure of an alternative step, and shows an error page
     */
    public static void refuse(KeycloakSession session, AuthenticationSessionModel authSession, UserModel user) {
        if (!RevokedSignIn.isOutdated(session, authSession)) {
            return;
        }
        boolean replaced = PasswordWatch.outdated(authSession, user);
        String message = replaced ? REPLACED : REVOKED;
        EventBuilder event = new EventBuilder(authSession.getRealm(), session, session.getContext().getConnection())
                .event(EventType.LOGIN).client(authSession.getClient()).user(user);
        Audit.of(replaced ? AuditStep.OLD_PASSWORD_REFUSED : AuditStep.REVOKED_SIGN_IN_REFUSED).on(event)
                .error(Errors.INVALID_USER_CREDENTIALS);
        if (HttpMethod.GET.equals(session.getContext().getHttpRequest().getHttpMethod())) {
            throw new WebApplicationException(startOver(session, authSession, message));
        }
        throw new ForkFlowException(null, new FormMessage(message));
    }

    private static Response startOver(KeycloakSession session, AuthenticationSessionModel authSession,
            String message) {
        AuthenticationProcessor.resetFlow(authSession, LoginActionsService.AUTHENTICATE_PATH);
        authSession.setAuthNote(LoginActionsService.FORWARDED_ERROR_MESSAGE_NOTE, message);
        return Response.seeOther(new AuthenticationFlowURLHelper(session, authSession.getRealm(),
                session.getContext().getUri()).getLastExecutionUrl(authSession))
                .header("Cache-Control", "no-store").build();
    }
}
