package dev.latchkey.signin.events;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.latchkey.common.event.DirectoryPasswordChanged;
import dev.latchkey.signin.EndedSignIns;
import org.keycloak.events.Details;
import org.keycloak.events.Event;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.PasswordCredentialModel;
import org.keycloak.storage.StorageId;

/**
 * Passwords of accounts of a directory that are changed by Keycloak. Of other accounts the date of the stored password
 * tells of each change; of these the event alone does.
 */
final class DirectoryPassword {

    private static final Pattern RESET = Pattern.compile("users/([^/]+)/reset-password/?");

    private DirectoryPassword() {
    }

    /** Ends the user's other sign-ins that are in progress, and publishes the change, if the event reports one. */
    static void note(KeycloakSession session, Event event) {
        if (event.getUserId() != null && isChange(event) && publish(session, event.getRealmId(), event.getUserId())) {
            EndedSignIns.endOthers(session, event.getRealmId(), event.getUserId());
        }
    }

    /** The same for an administrator's change: all sign-ins end that are in progress. */
    static void note(KeycloakSession session, AdminEvent event) {
        Matcher path = RESET.matcher(event.getResourcePath() == null ? "" : event.getResourcePath());
        if (event.getError() == null && event.getOperationType() == OperationType.ACTION && path.matches()
                && publish(session, event.getRealmId(), path.group(1))) {
            EndedSignIns.end(session, event.getRealmId(), path.group(1));
        }
    }

    private static boolean isChange(Event event) {
        return switch (event.getType()) {
            case UPDATE_PASSWORD -> true;
            case UPDATE_CREDENTIAL, REMOVE_CREDENTIAL -> event.getDetails() != null
                    && PasswordCredentialModel.TYPE.equals(event.getDetails().get(Details.CREDENTIAL_TYPE));
            default -> false;
        };
    }

    /** Keycloak reports a change by two events. */
    private static boolean publish(KeycloakSession session, String realmId, String userId) {
        String published = DirectoryPasswordChanged.class.getName() + userId;
        RealmModel realm = session.realms().getRealm(realmId);
        UserModel user = realm == null || session.getAttribute(published) != null
                ? null
                : session.users().getUserById(realm, userId);
        if (user == null || !user.isFederated() && StorageId.isLocalStorage(userId)) {
            return false;
        }
        session.setAttribute(published, Boolean.TRUE);
        session.getKeycloakSessionFactory().publish(new DirectoryPasswordChanged(session, realmId, userId));
        return true;
    }
}
