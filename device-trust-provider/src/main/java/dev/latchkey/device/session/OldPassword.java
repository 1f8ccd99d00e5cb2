package dev.latchkey.device.session;

import dev.latchkey.device.authentication.TrustDeviceAuthenticatorFactory;
import dev.latchkey.signin.CurrentTab;
import dev.latchkey.signin.account.PasswordWatch;
import dev.latchkey.signin.filter.RevokedSignIn;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.WebApplicationException;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.AuthenticatorUtil;
import org.keycloak.authentication.ForkFlowException;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.utils.FormMessage;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Ends a sign-in whose account was changed while it was in progress, before it trusts a device. It has to begin again,
 * so that an attacker who knows only the old password, or reads the old mailbox, cannot finish it. Steps that ask for a
 * factor, or decide whether to ask for one, start the watch.
 */
public final class OldPassword {

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
     * @throws ForkFlowException       if it has changed; Keycloak then shows the first page of the sign-in
     * @throws WebApplicationException the same after a mailed link, which continues with a GET or HEAD, as all but a
     *                                 posted form: there Keycloak treats an exception as the failure of an alternative
     *                                 step, and shows an error page
     */
    public static void refuse(KeycloakSession session, AuthenticationSessionModel authSession) {
        if (!RevokedSignIn.isOutdated(session, authSession)) {
            return;
        }
        String message = RevokedSignIn.report(session, authSession, EventType.LOGIN);
        if (!HttpMethod.POST.equals(session.getContext().getHttpRequest().getHttpMethod())) {
            throw new WebApplicationException(RevokedSignIn.startOver(session, authSession, message));
        }
        throw new ForkFlowException(null, new FormMessage(message));
    }
}
