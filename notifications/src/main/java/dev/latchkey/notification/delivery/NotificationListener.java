package dev.latchkey.notification.delivery;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import dev.latchkey.common.event.AuditStep;
import dev.latchkey.common.event.EventDetails;
import dev.latchkey.common.keys.MacMessage;
import dev.latchkey.common.net.ClientDevice;
import dev.latchkey.common.notification.Notification;
import dev.latchkey.common.notification.NotificationKind;
import dev.latchkey.common.notification.Notifications;
import dev.latchkey.notification.Occurrence;
import dev.latchkey.signin.CurrentTab;
import dev.latchkey.signin.filter.PassiveRequest;
import org.keycloak.device.DeviceRepresentationProvider;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.Event;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventType;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.representations.account.DeviceRepresentation;

/**
 * Sends the notifications that follow from Keycloak's own events. Latchkey's own steps call {@link Notifications}
 * themselves.
 */
final class NotificationListener implements EventListenerProvider {

    private final KeycloakSession session;
    private final NodeNotifications notifications;

    NotificationListener(KeycloakSession session) {
        this.session = session;
        this.notifications = (NodeNotifications) Notifications.of(session);
    }

    @Override
    public void onEvent(Event event) {
        if (event.getUserId() == null) {
            return;
        }
        if (event.getType() == EventType.LOGIN) {
            if (remembers(event) && !byWhatIsKnown(event) && !passive()) {
                occurrence(event).ifPresent(occurrence -> notifications.signedIn(occurrence));
            }
        } else if (Errors.INVALID_USER_CREDENTIALS.equals(event.getError())) {
            notifications.recentFailures().add(event.getRealmId(), event.getUserId(), String.valueOf(
                    event.getIpAddress()), ClientDevice.name(session).orElse(""), event.getTime());
            if (remembers(event)) {
                occurrence(event).ifPresent(occurrence -> notifications.failed(occurrence));
            }
        } else {
            notification(event).ifPresent(notification -> occurrence(event)
                    .ifPresent(occurrence -> notifications.send(notification, occurrence)));
        }
    }

    private boolean remembers(Event event) {
        RealmModel realm = session.realms().getRealm(event.getRealmId());
        return realm != null
                && (NotificationKind.NEW_DEVICE.wanted(realm) || NotificationKind.SUCCESS_AFTER_FAILURES.wanted(realm));
    }

    /** Skips sign-ins by a trusted device, which is no new one, and by an app's secret code: they need no statement. */
    private static boolean byWhatIsKnown(Event event) {
        String step = event.getDetails() == null ? null : event.getDetails().get(EventDetails.STEP);
        return AuditStep.DEVICE_RECOGNISED.id().equals(step) || AuditStep.SECRET_CODE_REDEEMED.id().equals(step);
    }

    private boolean passive() {
        return CurrentTab.of(session).filter(tab -> PassiveRequest.isOfApplication(session, tab)).isPresent();
    }

    private static Optional<Notification> notification(Event event) {
        switch (event.getType()) {
            case UPDATE_CREDENTIAL, REMOVE_CREDENTIAL:
                Map<String, String> details = event.getDetails() == null ? Map.of() : event.getDetails();
                return details.containsKey(EventDetails.STEP)
                        ? Optional.empty()
                        : Optional.of(Notification.of(NotificationKind.FACTOR_CHANGED,
                                details.get(Details.CREDENTIAL_TYPE)));
            case FEDERATED_IDENTITY_LINK, FEDERATED_IDENTITY_OVERRIDE_LINK, REMOVE_FEDERATED_IDENTITY:
                // the alias of an identity provider is no text for its user
                return Optional.of(Notification.of(NotificationKind.FACTOR_CHANGED));
            case USER_DISABLED_BY_TEMPORARY_LOCKOUT, USER_DISABLED_BY_PERMANENT_LOCKOUT:
                return Optional.of(Notification.of(NotificationKind.ACCOUNT_LOCKED));
            default:
                return Optional.empty();
        }
    }

    private Optional<Occurrence> occurrence(Event event) {
        RealmModel realm = session.realms().getRealm(event.getRealmId());
        UserModel user = realm == null ? null : session.users().getUserById(realm, event.getUserId());
        if (user == null) {
            return Optional.empty();
        }
        // Keycloak's detector reports a lock from a thread of its own, where there is no request
        boolean request = event.getType() != EventType.USER_DISABLED_BY_TEMPORARY_LOCKOUT
                && event.getType() != EventType.USER_DISABLED_BY_PERMANENT_LOCKOUT;
        Locale locale = request ? session.getContext().resolveLocale(user) : realmLocale(realm, user);
        String ip = String.valueOf(event.getIpAddress());
        String device = (request ? ClientDevice.name(session)
                : notifications.recentFailures().device(realm.getId(), user.getId(), ip, event.getTime())).orElse("");
        return Optional.of(new Occurrence(realm.getId(), user.getId(), ip, device, request ? fingerprint() : "",
                locale, event.getTime()));
    }

    private static Locale realmLocale(RealmModel realm, UserModel user) {
        String tag = Optional.ofNullable(user.getFirstAttribute(UserModel.LOCALE)).orElse(realm.getDefaultLocale());
        return tag == null ? Locale.ENGLISH : Locale.forLanguageTag(tag);
    }

    private String fingerprint() {
        DeviceRepresentation device = session.getProvider(DeviceRepresentationProvider.class).deviceRepresentation();
        if (device == null) {
            return "";
        }
        String browser = ClientDevice.browserFamily(device);
        String system = ClientDevice.systemFamily(device);
        return browser.isEmpty() || system.isEmpty() ? "" : MacMessage.of("seen", browser, system).sha256();
    }

    @Override
    public void onEvent(AdminEvent event, boolean includeRepresentation) {
        // admin events carry the admin's device and address, which the account owner must not see
    }

    @Override
    public void close() {
    }
}
