package dev.latchkey.risk.authentication;

import dev.latchkey.common.notification.Notification;
import dev.latchkey.common.notification.NotificationKind;
import dev.latchkey.common.notification.Notifications;
import dev.latchkey.signin.AuthenticationRecords;
import dev.latchkey.signin.filter.PassiveRequest;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.authenticators.access.DenyAccessAuthenticator;

/** Refuses the sign-in as Keycloak's own step does, and tells the owner if a factor was right: it was stolen, then. */
final class RiskRefusal extends DenyAccessAuthenticator {

    @Override
    public void authenticate(AuthenticationFlowContext context) {
        // the name of an account alone causes no mail, nor does a page that has a browser ask for a silent sign-on
        if (context.getUser() != null && AuthenticationRecords.of(context).firstFactorPassed()
                && !PassiveRequest.is(context.getSession(), context.getAuthenticationSession())) {
            Notifications.of(context.getSession()).send(context.getRealm(), context.getUser(),
                    Notification.of(NotificationKind.RISKY_REFUSED));
        }
        super.authenticate(context);
    }
}
