package dev.latchkey.otp.lifecycle;

import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.latchkey.common.tx.RequestTransaction;
import dev.latchkey.otp.account.AccountStatus;
import dev.latchkey.otp.account.Activations;
import dev.latchkey.otp.account.KeptCredentials;
import dev.latchkey.otp.account.LateSessions;
import dev.latchkey.otp.prompt.TypedSignUp;
import dev.latchkey.signin.CurrentTab;
import org.keycloak.events.Details;
import org.keycloak.events.Event;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.credential.PasswordCredentialModel;

/**
 * Passes events of users and administrators about accounts that sign-up has created on to {@link Activations}. Runs in
 * the transaction of the request that causes the event, and rolls it back when this listener fails: otherwise Keycloak
 * would go on with credentials that an attacker may have planted.
 */
final class PendingAccounts implements EventListenerProvider {

    private static final Pattern USER = Pattern.compile("(?:.*/)?users/([^/]+)(/.*)?");
    private static final Pattern IDENTITY = Pattern.compile("/federated-identity/([^/]+)/?");
    private static final Pattern PASSWORD = Pattern.compile("/reset-password/?");

    private final KeycloakSession session;

    PendingAccounts(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public void onEvent(Event event) {
        if (event.getError() != null || event.getUserId() == null) {
            return;
        }
        switch (event.getType()) {
            case LOGIN -> signedIn(event);
            case IMPERSONATE -> of(event, (activations, user) -> activations.decided(user, KeptCredentials.NOTHING));
            case VERIFY_EMAIL, UPDATE_EMAIL, IDENTITY_PROVIDER_LINK_ACCOUNT, EXECUTE_ACTIONS, EXECUTE_ACTION_TOKEN,
                    RESET_PASSWORD -> activated(event, KeptCredentials.NOTHING);
            case FEDERATED_IDENTITY_LINK -> activated(event,
                    KeptCredentials.identityOf(detail(event, Details.IDENTITY_PROVIDER)));
            case UPDATE_CREDENTIAL -> {
                if (PasswordCredentialModel.TYPE.equals(detail(event, Details.CREDENTIAL_TYPE))) {
                    activated(event, KeptCredentials.PASSWORD);
                }
            }
            default -> {
                // other events make no account active
            }
        }
    }

    /** Also where it was another user who has typed the sign-up into the tab. */
    private void forgetSignUp(RealmModel realm, Event event) {
        ClientModel client = realm.getClientByClientId(event.getClientId());
        UserSessionModel opened = session.sessions().getUserSession(realm, event.getSessionId());
        Optional.ofNullable(client == null || opened == null ? null
                : opened.getAuthenticatedClientSessionByClient(client.getId())).ifPresent(TypedSignUp::forget);
    }

    /**
     * Settles accounts that are active without a verified address. A verified account was settled when its address was
     * verified.
     */
    private void signedIn(Event event) {
        of(event, (activations, user) -> {
            RealmModel realm = session.realms().getRealm(event.getRealmId());
            if (event.getSessionId() != null) {
                forgetSignUp(realm, event);
                CurrentTab.of(session).filter(tab -> user.equals(tab.getAuthenticatedUser()))
                        .ifPresent(tab -> LateSessions.confirm(session, tab, event.getSessionId()));
            }
            if (!user.isEmailVerified() && AccountStatus.of(realm, user) == AccountStatus.ACTIVE) {
                activations.used(user);
            }
        });
    }

    private void activated(Event event, KeptCredentials kept) {
        of(event, (activations, user) -> activations.activated(user, kept));
    }

    @Override
    public void onEvent(AdminEvent event, boolean includeRepresentation) {
        Matcher path = USER.matcher(event.getResourcePath() == null ? "" : event.getResourcePath());
        if (event.getError() != null || !path.matches()) {
            return;
        }
        String below = path.group(2) == null ? "" : path.group(2);
        of(event.getRealmId(), path.group(1), (activations, user) -> {
            if (PASSWORD.matcher(below).matches()) {
                activations.passwordSet(user);
            } else {
                activations.decided(user, KeptCredentials.identityOf(linked(event, below).orElse(null)));
            }
        });
    }

    private static Optional<String> linked(AdminEvent event, String below) {
        return Optional.of(IDENTITY.matcher(below))
                .filter(identity -> event.getOperationType() == OperationType.CREATE && identity.matches())
                .map(identity -> identity.group(1));
    }

    private void of(Event event, BiConsumer<Activations, UserModel> work) {
        of(event.getRealmId(), event.getUserId(), work);
    }

    private void of(String realmId, String userId, BiConsumer<Activations, UserModel> work) {
        try {
            RealmModel realm = session.realms().getRealm(realmId);
            UserModel user = realm == null ? null : session.users().getUserById(realm, userId);
            if (user != null) {
                work.accept(new Activations(session, realm), user);
            }
        } catch (RuntimeException e) {
            // Keycloak logs the exception of a listener and continues; some of its admin endpoints commit on their own
            RequestTransaction.veto(session);
            throw e;
        }
    }

    private static String detail(Event event, String name) {
        return event.getDetails() == null ? null : event.getDetails().get(name);
    }

    @Override
    public void close() {
    }
}
