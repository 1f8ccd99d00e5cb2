package dev.latchkey.secretcode.events;

import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.latchkey.common.event.EndReason;
import dev.latchkey.common.event.EventDetails;
import dev.latchkey.common.tx.AfterRequest;
import dev.latchkey.secretcode.SecretCodeProvider;
import dev.latchkey.secretcode.credential.SecretCodeEnd;
import dev.latchkey.signin.account.AccountChange;
import dev.latchkey.signin.logout.OtherDevices;
import jakarta.ws.rs.core.UriInfo;
import org.keycloak.events.Details;
import org.keycloak.events.Event;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * Ends codes when Keycloak logs out one session, all sessions or an app's grant, and when an account changes. Each
 * event ends its user's codes of the session that it names or, if it concerns one client of that session, those of this
 * client alone. A "not before" of user, client or realm takes effect at the code's next use, whether or not an event
 * reports it.
 */
final class LoggedOut implements EventListenerProvider {

    /** Paths of Latchkey's own resources. No user logs out through them. */
    private static final Pattern OWN_RESOURCES = Pattern.compile("(?:^|/)realms/[^/]+/latchkey-");
    /** Keycloak's pages of a logout, which come back to it with the id of an authentication as a sign-in does. */
    private static final Pattern LOGOUT_PAGES =
            Pattern.compile("(?:^|/)realms/[^/]+/protocol/openid-connect/logout(?:/|$)");
    private static final Pattern SESSION = Pattern.compile("sessions/([^/]+)");
    private static final Pattern CHANGE = Pattern.compile("users/([^/]+)(?:/reset-password|/credentials/[^/]+)?");
    private static final Pattern LOGOUT = Pattern.compile("users/([^/]+)/logout");
    private static final Pattern CONSENT = Pattern.compile("users/([^/]+)/consents/(.+)");

    private final KeycloakSession session;

    LoggedOut(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public void onEvent(Event event) {
        if (event.getError() != null) {
            return;
        }
        switch (event.getType()) {
            case LOGIN -> SignedIn.note(session, event);
            case LOGOUT -> loggedOut(event);
            case REVOKE_GRANT -> revoked(event);
            default -> {
                if (AccountChange.isReportedBy(event)) {
                    changed(event);
                }
            }
        }
    }

    private void loggedOut(Event event) {
        if (pushedOut(event)) {
            return;
        }
        if (OtherDevices.loggedOut(event)) {
            otherDevices(event);
        } else {
            ofSession(event.getRealmId(), event.getSessionId(), code -> isOfUser(code, event));
        }
    }

    private void otherDevices(Event event) {
        String own = OtherDevices.ownSession(event);
        ofUser(event.getRealmId(), event.getUserId(), codes -> codes.endAllBut(own, EndReason.LOGGED_OUT));
        ofSession(event.getRealmId(), event.getSessionId(), code -> isOfUser(code, event));
    }

    /** Keycloak gives the id of a session that has expired to the next user who signs in to the browser. */
    private static boolean isOfUser(SecretCodeProvider.CodeId code, Event event) {
        return event.getUserId() == null || event.getUserId().equals(code.userId());
    }

    /**
     * Whether Keycloak's session limit has ended a session in favour of another sign-in, which is not a logout by the
     * user: the event belongs to a sign-in by a grant, a page or an app, and the user of that sign-in has not chosen to
     * log the other sessions out.
     */
    private boolean pushedOut(Event event) {
        Map<String, String> details = event.getDetails() == null ? Map.of() : event.getDetails();
        UriInfo uri = session.getContext().getUri();
        String path = uri == null ? "" : uri.getPath();
        boolean signingIn = details.containsKey(Details.GRANT_TYPE) || details.containsKey(Details.CODE_ID)
                || OWN_RESOURCES.matcher(path).find();
        return signingIn && !LOGOUT_PAGES.matcher(path).find() && !OtherDevices.loggedOut(event);
    }

    /**
     * The account has changed, and codes may be tied to the changed data. Ignores Latchkey's own events about codes.
     */
    private void changed(Event event) {
        Map<String, String> details = event.getDetails() == null ? Map.of() : event.getDetails();
        if (!details.containsKey(EventDetails.SECRET_CODE)) {
            ofUser(event.getRealmId(), event.getUserId(), SecretCodeEnd::endOver);
            if (OtherDevices.chosen(session)) {
                String own = OtherDevices.ownSession(event);
                ofUser(event.getRealmId(), event.getUserId(), codes -> codes.endAllBut(own, EndReason.LOGGED_OUT));
            }
        }
    }

    /** An app has revoked its refresh token (RFC 7009), or a user has revoked the consent given to an app. */
    private void revoked(Event event) {
        Map<String, String> details = event.getDetails() == null ? Map.of() : event.getDetails();
        String client = details.get(Details.REVOKED_CLIENT);
        if (client == null) {
            // only an access token was revoked
            return;
        }
        if (details.containsKey(Details.REFRESH_TOKEN_ID)) {
            ClientModel app = session.getContext().getRealm().getClientByClientId(client);
            ofSession(event.getRealmId(), event.getSessionId(),
                    code -> app != null && code.clientId().equals(app.getId())
                            && isOfUser(code, event));
        } else {
            ofClient(event.getRealmId(), event.getUserId(), client);
        }
    }

    @Override
    public void onEvent(AdminEvent event, boolean includeRepresentation) {
        if (event.getError() != null || event.getResourcePath() == null) {
            return;
        }
        String realmId = event.getRealmId();
        if (event.getOperationType() == OperationType.DELETE) {
            when(SESSION, event, path -> ofSession(realmId, path.group(1), code -> true));
        } else if (event.getOperationType() == OperationType.ACTION) {
            when(CONSENT, event, path -> ofClient(realmId, path.group(1), path.group(2)));
            when(LOGOUT, event, path -> ofUser(realmId, path.group(1), codes -> codes.endAll(
                    EndReason.LOGGED_OUT)));
        }
        // the account itself, its password, its credentials; a new user has no code, as in an import of thousands
        if (event.getOperationType() != OperationType.CREATE) {
            when(CHANGE, event, path -> ofUser(realmId, path.group(1), SecretCodeEnd::endOver));
        }
    }

    private static void when(Pattern pattern, AdminEvent event, Consumer<Matcher> action) {
        Matcher path = pattern.matcher(event.getResourcePath());
        if (path.matches()) {
            action.accept(path);
        }
    }

    private void ofSession(String realmId, String sessionId, Predicate<SecretCodeProvider.CodeId> whose) {
        if (sessionId == null) {
            return;
        }
        later(realmId, (own, realm) -> own.getProvider(SecretCodeProvider.class).ofSession(realmId, sessionId).stream()
                .filter(whose)
                .forEach(code -> {
                    UserModel user = own.users().getUserById(realm, code.userId());
                    if (user != null) {
                        new SecretCodeEnd(own, realm, user).end(code.id(), EndReason.LOGGED_OUT);
                    }
                }));
    }

    private void ofClient(String realmId, String userId, String clientId) {
        later(realmId, (own, realm) -> {
            ClientModel client = realm.getClientByClientId(clientId);
            UserModel user = own.users().getUserById(realm, userId);
            if (client != null && user != null) {
                new SecretCodeEnd(own, realm, user).endAll(client.getId(), EndReason.LOGGED_OUT);
            }
        });
    }

    private void ofUser(String realmId, String userId, Consumer<SecretCodeEnd> action) {
        later(realmId, (own, realm) -> {
            UserModel user = userId == null ? null : own.users().getUserById(realm, userId);
            if (user != null) {
                action.accept(new SecretCodeEnd(own, realm, user));
            }
        });
    }

    private void later(String realmId, BiConsumer<KeycloakSession, RealmModel> work) {
        session.getTransactionManager().enlistAfterCompletion(new AfterRequest(session, realmId, work));
    }

    @Override
    public void close() {
    }
}
