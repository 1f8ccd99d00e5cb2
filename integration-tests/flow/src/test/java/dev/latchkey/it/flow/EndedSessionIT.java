package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Objects;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.common.tx.OwnTransaction;
import dev.latchkey.it.kit.TokenClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.testframework.remote.providers.runonserver.FetchOnServer;
import org.keycloak.testframework.remote.providers.runonserver.RunOnServer;

/**
 * A session that is read while it ends: after Keycloak has removed it from its cache, and before the deletion of its
 * row is committed. The reader, such as a request for userinfo, puts it back into the cache.
 */
@KeycloakIntegrationTest(config = FlowServer.class)
class EndedSessionIT extends RefreshTest {

    @InjectRealm(ref = "codes", config = Realms.Codes.class)
    ManagedRealm codes;

    @ParameterizedTest
    @ValueSource(strings = {"openid", "openid offline_access"})
    void attack_sessionReadWhileItEnds_givesNoTokens(String scope) {
        TestUser person = person(user -> user.realmRoles("offline_access"));
        TokenClient app = app(Realms.DIRECT_APP);
        TokenClient.Grant tokens = app.password(person.username(), TestUser.PASSWORD, scope);
        String id = tokens.refreshClaims().get("sid").asText();

        server.run(endWhileItIsRead(realm.getName(), id, null));
        assertTrue(shown(realm, id, scope.contains("offline_access")), "the reader was in between");

        assertEquals("invalid_grant: Session not active", app.refresh(tokens.refreshToken()).error());
        assertFalse(shown(realm, id, scope.contains("offline_access")));
        assertFalse(app.refresh(tokens.refreshToken()).given());
    }

    @ParameterizedTest
    @ValueSource(strings = {"openid", "openid offline_access"})
    void attack_partReadWhileItEnds_givesNoTokens(String scope) {
        TestUser person = person(user -> user.realmRoles("offline_access"));
        TokenClient app = app(Realms.DIRECT_APP);
        TokenClient.Grant tokens = app.password(person.username(), TestUser.PASSWORD, scope);
        String id = tokens.refreshClaims().get("sid").asText();

        server.run(endWhileItIsRead(realm.getName(), id, Realms.DIRECT_APP));
        assertTrue(shown(realm, id, scope.contains("offline_access")), "the reader was in between");

        assertEquals("invalid_grant: Session not active", app.refresh(tokens.refreshToken()).error());
        assertFalse(app.refresh(tokens.refreshToken()).given());
    }

    /** The other client has no part in the session: Keycloak works in a copy of it. */
    @Test
    void attack_sessionReadWhileItEnds_givesNoTokensByExchange() {
        TokenClient.Grant tokens = signIn(app(Realms.EXCHANGED), person());
        TokenClient exchanger = app(Realms.EXCHANGER).withSecret(Realms.EXCHANGER);
        String token = tokens.json().get("access_token").asText();
        assertTrue(exchanger.exchangeAccess(token).given());
        String id = tokens.refreshClaims().get("sid").asText();

        server.run(endWhileItIsRead(realm.getName(), id, null));
        assertTrue(shown(realm, id, false), "the reader was in between");

        assertEquals("invalid_grant: Session not active", exchanger.exchangeAccess(token).error());
    }

    /** The browser's cookie names a session that Keycloak shows, and no page asks for the password. */
    @Test
    void attack_sessionReadWhileItEnds_signsInSilentlyToNoApp() {
        TestUser person = person(codes, user -> user);
        App app = new App(codes, Realms.OTHER_MOBILE);
        Browser browser = browser();
        JsonNode tokens = app.exchange(app.open(browser).password(person));
        String id = Rest.claims(tokens, "access_token").get("sid").asText();

        server.run(endWhileItIsRead(codes.getName(), id, null));
        assertTrue(shown(codes, id, false), "the reader was in between");

        SignIn silent = app.open(browser);
        assertTrue(silent.done(), silent.tab()::text);
        assertEquals("invalid_grant", app.exchange(silent).path("error").asText());
        assertTrue(app.open(browser).asksForPassword(), "and the user signs in anew");
    }

    private boolean shown(ManagedRealm managed, String id, boolean offline) {
        return server.fetch(isShown(managed.getName(), id, offline), Boolean.class);
    }

    private static FetchOnServer isShown(String realmName, String id, boolean offline) {
        return session -> sessions(session, realmName, id).anyMatch(open -> open.isOffline() == offline
                && !open.getAuthenticatedClientSessions().isEmpty());
    }

    /** Ends a session, or only the part of one client; another session reads it between cache and commit. */
    private static RunOnServer endWhileItIsRead(String realmName, String id, String client) {
        return session -> OwnTransaction.run(session, own -> {
            sessions(own, realmName, id).toList().forEach(open -> {
                RealmModel realm = open.getRealm();
                if (client != null) {
                    open.getAuthenticatedClientSessionByClient(realm.getClientByClientId(client).getId())
                            .detachFromUserSession();
                } else if (open.isOffline()) {
                    own.sessions().removeOfflineUserSession(realm, open);
                } else {
                    own.sessions().removeUserSession(realm, open);
                }
            });
            // Keycloak's own has removed the session from its cache by then
            own.getTransactionManager().enlistPrepare(new AbstractKeycloakTransaction() {
                @Override
                protected void commitImpl() {
                    OwnTransaction.run(own.getKeycloakSessionFactory(), reader -> {
                        sessions(reader, realmName, id).forEach(UserSessionModel::getAuthenticatedClientSessions);
                        return true;
                    });
                }

                @Override
                protected void rollbackImpl() {
                    // nothing was read
                }
            });
            return true;
        });
    }

    private static Stream<UserSessionModel> sessions(KeycloakSession session, String realmName, String id) {
        RealmModel realm = session.realms().getRealmByName(realmName);
        session.getContext().setRealm(realm);
        return Stream.of(session.sessions().getUserSession(realm, id),
                session.sessions().getOfflineUserSession(realm, id)).filter(Objects::nonNull);
    }
}
