package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.common.tx.OwnTransaction;
import dev.latchkey.it.kit.TokenClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

        server.run(endWhileItIsRead(realm.getName(), id, null, false));
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

        server.run(endWhileItIsRead(realm.getName(), id, Realms.DIRECT_APP, false));
        assertTrue(shown(realm, id, scope.contains("offline_access")), "the reader was in between");

        assertEquals("invalid_grant: Session not active", app.refresh(tokens.refreshToken()).error());
        assertFalse(app.refresh(tokens.refreshToken()).given());
    }

    /** The other client has no part in the session: Keycloak works in a copy of it. */
    @ParameterizedTest
    @ValueSource(strings = {"openid", "openid offline_access"})
    void attack_sessionReadWhileItEnds_givesNoTokensByExchange(String scope) {
        TestUser person = person(user -> user.realmRoles("offline_access"));
        TokenClient.Grant tokens = app(Realms.EXCHANGED).password(person.username(), TestUser.PASSWORD, scope);
        TokenClient exchanger = app(Realms.EXCHANGER).withSecret(Realms.EXCHANGER);
        String token = tokens.json().get("access_token").asText();
        assertTrue(exchanger.exchangeAccess(token).given());
        String id = tokens.refreshClaims().get("sid").asText();

        server.run(endWhileItIsRead(realm.getName(), id, null, false));
        assertTrue(shown(realm, id, scope.contains("offline_access")), "the reader was in between");

        assertEquals("invalid_grant: Session not active", exchanger.exchangeAccess(token).error());
    }

    @ParameterizedTest
    @ValueSource(strings = {"openid", "openid offline_access"})
    void attack_sessionReadWhileItEnds_givesNoPermissions(String scope) {
        TestUser person = person(user -> user.realmRoles("offline_access"));
        TokenClient.Grant tokens = app(Realms.EXCHANGED).password(person.username(), TestUser.PASSWORD, scope);
        TokenClient owner = app(Realms.EXCHANGER).withSecret(Realms.EXCHANGER);
        Map<String, String> form = Map.of("grant_type", "urn:ietf:params:oauth:grant-type:uma-ticket",
                "audience", Realms.EXCHANGER, "subject_token", tokens.json().get("access_token").asText());
        TokenClient.Grant permissions = owner.grant(form);
        assertTrue(permissions.given(), permissions.response()::body);
        String id = tokens.refreshClaims().get("sid").asText();

        server.run(endWhileItIsRead(realm.getName(), id, null, false));
        assertTrue(shown(realm, id, scope.contains("offline_access")), "the reader was in between");

        assertEquals("invalid_grant: Session not active", owner.grant(form).error());
    }

    /** Keycloak goes on with what it shows of the offline session, also where it ends a hybrid flow by making one. */
    @ParameterizedTest
    @CsvSource(value = {"''; ", "''; other-mobile", "&response_type=code%20id_token&nonce=made-up; ",
        "&response_type=code%20id_token&nonce=made-up; other-mobile"}, delimiter = ';')
    void offlineSessionReadWhileItEnds_isNotThatOfTheNextOfflineAccess(String more, String client) {
        TestUser person = person(codes, user -> user.realmRoles("offline_access"));
        App app = new App(codes, Realms.OTHER_MOBILE);
        Browser browser = browser();
        app.exchange(app.open(browser).password(person));
        App other = new App(codes, Realms.MOBILE);
        JsonNode others = other.exchange(other.open(browser, "%20offline_access"));
        JsonNode tokens = app.exchange(app.open(browser, "%20offline_access"));
        String id = Rest.claims(tokens, "access_token").get("sid").asText();
        assertEquals(id, Rest.claims(others, "access_token").get("sid").asText());

        server.run(endWhileItIsRead(codes.getName(), id, client, true));
        assertTrue(shown(codes, id, true), "the reader was in between");

        JsonNode next = app.exchange(app.open(browser, "%20offline_access" + more));
        assertEquals(id, Rest.claims(next, "access_token").get("sid").asText());
        HttpResponse<String> refreshed = app.refresh(next);
        assertEquals(200, refreshed.statusCode(), refreshed::body);
        assertEquals(1, offlineSessions(person, app));
        assertEquals(400, app.refresh(tokens).statusCode());
        assertEquals(client == null ? 400 : 200, other.refresh(others).statusCode());
    }

    private int offlineSessions(TestUser person, App app) {
        return codes.admin().users().get(person.id())
                .getOfflineSessions(codes.admin().clients().findByClientId(app.client()).get(0).getId()).size();
    }

    /** Keycloak shows the session to the device before its rows are committed. */
    @Test
    void deviceThatAsksBeforeTheSessionIsCommitted_waitsForIt() {
        TestUser person = person(codes, user -> user);
        App app = device();
        JsonNode device = approved(person);
        Runnable commit = rows().uncommitted(sessionOf(person));

        CompletableFuture<HttpResponse<String>> polled = new CompletableFuture<>();
        new Thread(() -> polled.complete(poll(app, device))).start();
        LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
        commit.run();

        assertEquals(200, polled.join().statusCode(), polled.join()::body);
        JsonNode tokens = Rest.json(polled.join());
        HttpResponse<String> refreshed = app.refresh(tokens);
        assertEquals(200, refreshed.statusCode(), refreshed::body);
    }

    @Test
    void deviceThatAsksLongBeforeTheSessionIsCommitted_leavesItAlone() {
        TestUser person = person(codes, user -> user);
        JsonNode device = approved(person);
        String id = sessionOf(person);
        Runnable commit = rows().uncommitted(id);

        HttpResponse<String> polled = poll(device(), device);

        assertEquals("invalid_grant", Rest.json(polled).path("error").asText());
        assertTrue(shown(codes, id, false));
        commit.run();
        assertEquals(id, sessionOf(person));
    }

    @Test
    void attack_deviceThatAsksInASessionReadWhileItEnds_getsNoTokens() {
        TestUser person = person(codes, user -> user);
        JsonNode device = approved(person);
        String id = sessionOf(person);

        server.run(endWhileItIsRead(codes.getName(), id, null, false));
        assertTrue(shown(codes, id, false), "the reader was in between");

        assertEquals("invalid_grant", Rest.json(poll(device(), device)).path("error").asText());
    }

    private App device() {
        return new App(codes, Realms.MOBILE_WITH_SECRET).secret(Realms.MOBILE_WITH_SECRET);
    }

    /** A device that its user has approved, in a new browser. */
    private JsonNode approved(TestUser person) {
        JsonNode device = Rest.json(device().post("/protocol/openid-connect/auth/device", "scope=openid"));
        SignIn.in(browser().tab().open(device.get("verification_uri_complete").asText()), codes).password(person)
                .tab().click("kc-login");
        return device;
    }

    private static HttpResponse<String> poll(App app, JsonNode device) {
        return app.token("grant_type=urn:ietf:params:oauth:grant-type:device_code&device_code="
                + device.get("device_code").asText());
    }

    private String sessionOf(TestUser person) {
        return codes.admin().users().get(person.id()).getUserSessions().get(0).getId();
    }

    /** The browser's cookie names a session that Keycloak shows, and no page asks for the password. */
    @Test
    void attack_sessionReadWhileItEnds_signsInSilentlyToNoApp() {
        TestUser person = person(codes, user -> user);
        App app = new App(codes, Realms.OTHER_MOBILE);
        Browser browser = browser();
        JsonNode tokens = app.exchange(app.open(browser).password(person));
        String id = Rest.claims(tokens, "access_token").get("sid").asText();

        server.run(endWhileItIsRead(codes.getName(), id, null, false));
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

    /**
     * Ends a session, or only the part of one client, and offline alone where it says so; another session reads it
     * between cache and commit.
     */
    private static RunOnServer endWhileItIsRead(String realmName, String id, String client, boolean offline) {
        return session -> OwnTransaction.run(session, own -> {
            sessions(own, realmName, id).filter(open -> !offline || open.isOffline()).toList().forEach(open -> {
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
