package dev.latchkey.signin.events;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.latchkey.common.event.AccountDisabled;
import dev.latchkey.signin.ChangedInTab;
import dev.latchkey.signin.CurrentTab;
import dev.latchkey.signin.EndedSignIns;
import dev.latchkey.signin.SignInTime;
import dev.latchkey.signin.account.DisabledAccount;
import dev.latchkey.signin.logout.OtherDevices;
import org.keycloak.events.Event;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventType;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** Hands Keycloak's events to what several modules share. */
final class LatchkeyEvents implements EventListenerProvider {

    private static final Pattern USER = Pattern.compile("users/([^/]+)/?");

    private final KeycloakSession session;

    LatchkeyEvents(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public void onEvent(Event event) {
        if (event.getError() != null) {
            return;
        }
        if (event.getType() == EventType.LOGOUT) {
            CurrentTab.restore(session);
        }
        ChangedInTab.note(session, event);
        DirectoryPassword.note(session, event);
        if (event.getUserId() != null && OtherDevices.signedOut(session, event)) {
            EndedSignIns.endOthers(session, event.getRealmId(), event.getUserId());
        }
        switch (event.getType()) {
            case LOGIN -> SignInTime.note(session, event);
            case USER_DISABLED_BY_PERMANENT_LOCKOUT ->
                EndedSignIns.end(session, event.getRealmId(), event.getUserId());
            default -> {
                // concerns one module alone
            }
        }
    }

    /** @return whether the account is disabled */
    private boolean disabled(String realmId, String userId) {
        RealmModel realm = session.realms().getRealm(realmId);
        UserModel user = realm == null ? null : session.users().getUserById(realm, userId);
        if (user == null || user.isEnabled()) {
            return false;
        }
        if (DisabledAccount.is(session, realm, user)) {
            session.getKeycloakSessionFactory().publish(new AccountDisabled(session, realmId, userId));
        }
        return true;
    }

    @Override
    public void onEvent(AdminEvent event, boolean includeRepresentation) {
        ClearedLoginFailures.clear(session, event);
        DirectoryPassword.note(session, event);
        Matcher path = USER.matcher(event.getResourcePath() == null ? "" : event.getResourcePath());
        if (event.getError() == null && event.getOperationType() == OperationType.UPDATE && path.matches()
                && disabled(event.getRealmId(), path.group(1))) {
            EndedSignIns.end(session, event.getRealmId(), path.group(1));
        }
    }

    @Override
    public void close() {
        // nothing is held
    }
}
