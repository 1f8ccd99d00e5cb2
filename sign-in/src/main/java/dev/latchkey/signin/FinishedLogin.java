package dev.latchkey.signin;

import java.util.Optional;

import org.keycloak.authentication.authenticators.broker.AbstractIdpAuthenticator;
import org.keycloak.authentication.authenticators.broker.util.PostBrokerLoginConstants;
import org.keycloak.authentication.authenticators.broker.util.SerializedBrokeredIdentityContext;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * A flow of a brokered login that has succeeded, but for the redirect that ends the login (keycloak-services, not a
 * public API). Keycloak notes that it has, and not for whom: the redirect would sign in, and link the identity to,
 * whichever user the tab has by then.
 */
public final class FinishedLogin {

    private static final String USER = "latchkey.brokered-login-of";

    private FinishedLogin() {
    }

    /**
     * Notes the user in the request in which the flow has succeeded. The note stays until the tab begins clean.
     *
     * @param tab a tab
     */
    public static void note(AuthenticationSessionModel tab) {
        if (tab.getAuthNote(USER) == null && has(tab)) {
            tab.setAuthNote(USER, user(tab));
        }
    }

    /**
     * @param tab a tab that comes by such a redirect
     * @return whether a flow has succeeded for another user than the tab has now
     */
    public static boolean isOfAnother(AuthenticationSessionModel tab) {
        String user = tab.getAuthNote(USER);
        return user != null && !user.equals(user(tab));
    }

    private static boolean has(AuthenticationSessionModel tab) {
        return tab.getAuthNote(AbstractIdpAuthenticator.FIRST_BROKER_LOGIN_SUCCESS) != null
                || Optional.ofNullable(SerializedBrokeredIdentityContext.readFromAuthenticationSession(tab,
                                PostBrokerLoginConstants.PBL_BROKERED_IDENTITY_CONTEXT))
                        .filter(identity -> Boolean.parseBoolean(tab.getAuthNote(
                                PostBrokerLoginConstants.PBL_AUTH_STATE_PREFIX + identity.getIdentityProviderId())))
                        .isPresent();
    }

    private static String user(AuthenticationSessionModel tab) {
        UserModel user = tab.getAuthenticatedUser();
        return user == null ? "" : user.getId();
    }
}
