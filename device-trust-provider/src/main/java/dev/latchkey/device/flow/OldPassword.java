package dev.latchkey.device.flow;

import dev.latchkey.common.account.PasswordWatch;
import dev.latchkey.common.event.Audit;
import dev.latchkey.common.event.AuditStep;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.AuthenticatorUtil;
import org.keycloak.authentication.ForkFlowException;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.FormMessage;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Ends a sign-in whose password was set anew while its second factor was still asked for: whoever knew the old one
 * begins again. Steps that ask for a factor, or decide whether one is asked, watch for it.
 */
public final class OldPassword {

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
     * @throws ForkFlowException if the password is another; Keycloak shows the sign-in's first page then
     */
    static void refuse(KeycloakSession session, AuthenticationSessionModel authSession, UserModel user) {
        if (!PasswordWatch.outdated(authSession, user)) {
            return;
        }
        EventBuilder event = new EventBuilder(authSession.getRealm(), session, session.getContext().getConnection())
                .event(EventType.LOGIN).client(authSession.getClient()).user(user);
        Audit.of(AuditStep.OLD_PASSWORD_REFUSED).on(event).error(Errors.INVALID_USER_CREDENTIALS);
        throw new ForkFlowException(null, new FormMessage("latchkeyPasswordReplaced"));
    }
}
