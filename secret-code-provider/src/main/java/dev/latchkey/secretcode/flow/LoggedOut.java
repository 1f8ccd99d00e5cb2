package dev.latchkey.secretcode.flow;

import jakarta.ws.rs.core.UriInfo;

import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.latchkey.secretcode.EndReason;
import dev.latchkey.secretcode.SecretCodeProvider;
import org.keycloak.events.Details;
import org.keycloak.events.Event;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventType;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * Ends codes with what Keycloak logs out: one session, all of them, an app's grant, a disabled account. What a "not
 * before" of user, client or realm ends is seen at the code's next use, whether an event told of it or not.
 */
final class LoggedOut implements EventListenerProvider {

    private static final String ALL_SESSIONS_OF_ACCOUNT = "/account/sessions";
    private static final Pattern SESSION = Pattern.compile("sessions/([^/]+)");
    private static final Pattern USER = Pattern.compile("users/([^/]+)");
    private static final Pattern LOGOUT = Pattern.compile("users/([^/]+)/logout");
    private static final Pattern CONSENT = Pattern.compile("users/([^/]+)/consents/([^/]+)");

    private final KeycloakSession session;

    LoggedOut(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public void onEvent(Event event) {
        if (event.getError() != null) {
            return;
        }
        if (event.getType() == EventType.LOGOUT) {
            loggedOut(event);
        } else if (event.getType() == EventType.REVOKE_GRANT) {
            revoked(event);
        } else if (event.getType() == EventType.USER_DISABLED_BY_PERMANENT_LOCKOUT) {
            ofUser(event.getRealmId(), event.getUserId(), codes -> codes.endAll(EndReason.USER_DISABLED));
        }
    }

    private void loggedOut(Event event) {
        if (CodeGrantAttempt.of(session).isPresent()) {
            // a limit of sessions has pushed an older one out to let this code in; that is nobody's logout
            return;
        }
        if (everySessionOfTheAccount()) {
            ofUser(event.getRealmId(), event.getUserId(), codes -> codes.endAll(EndReason.LOGGED_OUT));
        } else {
            ofSession(event.getRealmId(), event.getSessionId());
        }
    }

    /** The account console logs every session out one by one, and a phone may have none that is still alive. */
    private boolean everySessionOfTheAccount() {
        UriInfo uri = session.getContext().getUri();
        return uri != null && uri.getPath().replaceAll("/+$", "").endsWith(ALL_SESSIONS_OF_ACCOUNT);
    }

    /** An app has revoked its refresh token (RFC 7009), or a person has taken back what an app was granted. */
    private void revoked(Event event) {
        String client = event.getDetails() == null ? null : event.getDetails().get(Details.REVOKED_CLIENT);
        if (event.getSessionId() != null) {
            ofSession(event.getRealmId(), event.getSessionId());
        } else if (client != null) {
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
            when(SESSION, event, path -> ofSession(realmId, path.group(1)));
            when(CONSENT, event, path -> ofClient(realmId, path.group(1), path.group(2)));
        } else if (event.getOperationType() == OperationType.ACTION) {
            when(LOGOUT, event, path -> ofUser(realmId, path.group(1), codes -> codes.endAll(EndReason.LOGGED_OUT)));
        } else if (event.getOperationType() == OperationType.UPDATE) {
            when(USER, event, path -> ofUser(realmId, path.group(1), CodeEnd::endAllIfDisabled));
        }
    }

    private static void when(Pattern pattern, AdminEvent event, Consumer<Matcher> action) {
        Matcher path = pattern.matcher(event.getResourcePath());
        if (path.matches()) {
            action.accept(path);
        }
    }

    private void ofSession(String realmId, String sessionId) {
        if (sessionId == null) {
            return;
        }
        later(realmId, (own, realm) -> own.getProvider(SecretCodeProvider.class).ofSession(realmId, sessionId)
                .forEach(code -> {
                    UserModel user = own.users().getUserById(realm, code.userId());
                    if (user != null) {
                        new CodeEnd(own, realm, user).end(code.id(), EndReason.LOGGED_OUT);
                    }
                }));
    }

    private void ofClient(String realmId, String userId, String clientId) {
        later(realmId, (own, realm) -> {
            ClientModel client = realm.getClientByClientId(clientId);
            UserModel user = own.users().getUserById(realm, userId);
            if (client != null && user != null) {
                new CodeEnd(own, realm, user).endAll(client.getId(), EndReason.LOGGED_OUT);
            }
        });
    }

    private void ofUser(String realmId, String userId, Consumer<CodeEnd> action) {
        later(realmId, (own, realm) -> {
            UserModel user = userId == null ? null : own.users().getUserById(realm, userId);
            if (user != null) {
                action.accept(new CodeEnd(own, realm, user));
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
