package dev.latchkey.otp.lifecycle;

import dev.latchkey.common.tx.RequestTransaction;
import dev.latchkey.signin.CurrentTab;
import dev.latchkey.signin.filter.RevokedSignIn;
import jakarta.ws.rs.core.Response;
import org.keycloak.models.FederatedIdentityModel.FederatedIdentityCreatedEvent;
import org.keycloak.models.KeycloakSession;
import org.keycloak.provider.ProviderEvent;
import org.keycloak.services.ErrorPageException;

/**
 * Refuses to link an identity in a sign-in that was revoked while it waited for the identity provider. The identity
 * provider's response identifies the tab in its own way, so that no filter can check it before Keycloak links the
 * identity.
 */
final class LateLinks {

    private static final String MESSAGE = "latchkeySignInRevoked";

    private LateLinks() {
    }

    static void refuse(ProviderEvent event) {
        if (event instanceof FederatedIdentityCreatedEvent linked) {
            KeycloakSession session = linked.getKeycloakSession();
            CurrentTab.of(session).filter(tab -> linked.getUser().equals(tab.getAuthenticatedUser())
                    && RevokedSignIn.isRevoked(session, tab)).ifPresent(tab -> {
                        RequestTransaction.veto(session);
                        throw new ErrorPageException(session, tab, Response.Status.BAD_REQUEST, MESSAGE);
                    });
        }
    }
}
