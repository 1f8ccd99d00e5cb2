package dev.latchkey.otp.lifecycle;

import java.util.List;

import dev.latchkey.common.notification.Notification;
import dev.latchkey.common.notification.Notifications;
import dev.latchkey.otp.account.AccountStatus;
import dev.latchkey.otp.mail.MaskedEmail;
import org.keycloak.events.Details;
import org.keycloak.events.Event;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** Notifies the old address when the address of an account was changed (ASVS 6.3.7). */
final class ChangedAddress implements EventListenerProvider {

    private final KeycloakSession session;

    ChangedAddress(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public void onEvent(Event event) {
        String before = event.getDetails() == null ? null : event.getDetails().get(Details.PREVIOUS_EMAIL);
        String after = event.getDetails() == null ? null : event.getDetails().get(Details.UPDATED_EMAIL);
        if (event.getError() != null || event.getUserId() == null || before == null || before.isBlank()
                || after == null || before.equalsIgnoreCase(after)) {
            return;
        }
        RealmModel realm = session.realms().getRealm(event.getRealmId());
        UserModel user = session.users().getUserById(realm, event.getUserId());
        // a pending account's address was never proven to be its owner's
        if (user != null && AccountStatus.of(realm, user) == AccountStatus.ACTIVE && !told(user, before, after)) {
            Notifications.of(session).send(realm, user, Notification.addressChanged(before, MaskedEmail.of(after)));
        }
    }

    /**
     * Whether the change was notified already. Keycloak repeats the two addresses in later events of the request, such
     * as that of the sign-in.
     */
    private boolean told(UserModel user, String before, String after) {
        String change = ChangedAddress.class.getName() + List.of(user.getId(), before, after);
        boolean told = session.getAttribute(change) != null;
        session.setAttribute(change, Boolean.TRUE);
        return told;
    }

    @Override
    public void onEvent(AdminEvent event, boolean includeRepresentation) {
        // an admin event does not contain the old address
    }

    @Override
    public void close() {
    }
}
