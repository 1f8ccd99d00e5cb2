package dev.latchkey.signin;

import java.util.Map;

import dev.latchkey.signin.account.MailboxWatch;
import dev.latchkey.signin.account.PasswordWatch;
import org.keycloak.events.Details;
import org.keycloak.events.Event;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.PasswordCredentialModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/** A user who changes the password or the address in a sign-in goes on in that very tab; all other tabs start over. */
public final class ChangedInTab {

    private ChangedInTab() {
    }

    /**
     * @param session the request's session
     * @param event   an event of it; one that is no change of the tab's own user in the tab counts for nothing
     */
    public static void note(KeycloakSession session, Event event) {
        CurrentTab.of(session).filter(tab -> event.getError() == null
                && tab.getAuthenticatedUser().getId().equals(event.getUserId())).ifPresent(tab -> note(tab, event));
    }

    private static void note(AuthenticationSessionModel tab, Event event) {
        UserModel user = tab.getAuthenticatedUser();
        Map<String, String> details = event.getDetails() == null ? Map.of() : event.getDetails();
        if (PasswordCredentialModel.TYPE.equals(details.get(Details.CREDENTIAL_TYPE))
                && (event.getType() == EventType.UPDATE_CREDENTIAL
                        || event.getType() == EventType.REMOVE_CREDENTIAL)) {
            PasswordWatch.begin(tab, user);
        }
        String email = details.get(Details.UPDATED_EMAIL);
        if (email != null && email.equalsIgnoreCase(user.getEmail())) {
            MailboxWatch.begin(tab, user);
        }
    }
}
