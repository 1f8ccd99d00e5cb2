package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/**
 * Each cell of the table of {@code docs/mobile.md} that states which event of a session ends the refresh tokens of the
 * two apps that a user has signed in to, and trust in the browser.
 */
@StoppedClock
@KeycloakIntegrationTest(config = FlowServer.class)
class SessionTableIT extends FlowTest {

    private static final String HEAD =
            "| event | the app's refresh token | the other app's refresh token | the browser's trusted device |";

    @InjectRealm(config = Realms.TrustOfTwoApps.class)
    ManagedRealm realm;

    private final Map<String, TwoApps.Event> events = TwoApps.events(
            session -> assertTrue(passed(SignIn.open(browser().tab(), realm).password(session.person()),
                    session.person()).done()),
            id -> new Directory(server, realm.getName()).expire(id));

    @Override
    ManagedRealm realm() {
        return realm;
    }

    static Stream<Arguments> cells() {
        return TwoApps.cells(HEAD);
    }

    @Test
    void theTableHasEveryEvent() {
        assertEquals(events.keySet(), AppsTable.below("mobile.md", HEAD).stream().map(row -> row[0])
                .collect(Collectors.toSet()));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("cells")
    void attack_anEventOfOneApp_endsTheRefreshTokensAndDevicesThatTheTableStates(String event, String[] row,
            String app, String other) {
        TestUser person = person();
        TwoApps session = new TwoApps(realm, browser(), person, new App(realm, app),
                signIn -> passed(signIn, person));
        session.signIn("");
        App second = new App(realm, other);
        JsonNode secondTokens = session.signIn(second, "");
        // Keycloak keeps whole seconds
        time.set(1);
        try {
            events.get(event).happen(session);
            String fates = String.join(", ", fate(session.app(), session.tokens()), fate(second, secondTokens),
                    fate(session));
            assertEquals(String.join(", ", row[1], row[2], row[3]), fates);
        } finally {
            TwoApps.restore(realm);
        }
    }

    /** Keycloak takes refresh tokens that were issued up to a second before the app's part of the session began. */
    @ParameterizedTest
    @ValueSource(strings = {"an authorization code of the app is presented again", "the app revokes its refresh token"})
    void attack_userSignsInAgainAtOnceAfterTokensHaveEnded_whatWasStolenStaysEnded(String event) {
        assertStaysEnded(List.of(""), (session, tokens) -> {
            events.get(event).happen(session);
            return tokens;
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "%20offline_access"})
    void attack_userSignsInAgainAtOnceAfterAReuse_whatWasStolenStaysEnded(String scope) {
        assertStaysEnded(List.of(scope), SessionTableIT::reuse);
    }

    /** Keycloak copies the notes of the app's online part to each offline part that it creates of it. */
    @Test
    void attack_userWithOnlineTokensTooSignsInAgainAtOnceAfterAnOfflineTokensReuse_whatWasStolenStaysEnded() {
        assertStaysEnded(List.of("", "%20offline_access"), SessionTableIT::reuse);
    }

    private static JsonNode reuse(TwoApps session, JsonNode tokens) {
        JsonNode stolen = Rest.json(session.app().refresh(tokens));
        assertEquals(400, session.app().refresh(tokens).statusCode());
        return stolen;
    }

    /** @param scopes added to the scopes of each sign-in to the app; the last one's tokens end */
    private void assertStaysEnded(List<String> scopes, BiFunction<TwoApps, JsonNode, JsonNode> end) {
        TestUser person = person(user -> user.realmRoles("offline_access"));
        TwoApps session = new TwoApps(realm, browser(), person, new App(realm, Realms.MOBILE),
                signIn -> passed(signIn, person));
        // a revocation by the last app of a session ends that as well
        session.signIn(new App(realm, Realms.OTHER_MOBILE), "");
        List<JsonNode> signIns = scopes.stream().map(session::signIn).toList();
        JsonNode stolen = end.apply(session, signIns.get(signIns.size() - 1));
        String scope = scopes.get(scopes.size() - 1);
        JsonNode tokens = session.signIn(scope);
        assertEquals(Rest.claims(stolen, "access_token").get("sid"), Rest.claims(tokens, "access_token").get("sid"));
        assertEquals(400, session.app().refresh(stolen).statusCode());
        JsonNode next = Rest.json(session.app().refresh(tokens));
        assertEquals(scope.isEmpty() ? "Refresh" : "Offline", Rest.claims(next, "refresh_token").get("typ").asText());
        assertEquals(scope.isEmpty() ? 0 : 1, offlineSessions(person), "as the consoles list them");
    }

    private int offlineSessions(TestUser person) {
        return realm.admin().users().get(person.id())
                .getOfflineSessions(realm.admin().clients().findByClientId(Realms.MOBILE).get(0).getId()).size();
    }

    /** The offline session of several apps lasts until the last of them has ended. */
    @Test
    void attack_offlineTokenOfOneAppReplayed_endsThatAppsPartAlone() {
        TestUser person = person(user -> user.realmRoles("offline_access"));
        TwoApps session = new TwoApps(realm, browser(), person, new App(realm, Realms.MOBILE),
                signIn -> passed(signIn, person));
        session.signIn("");
        JsonNode tokens = session.signIn("%20offline_access");
        App second = new App(realm, Realms.OTHER_MOBILE);
        JsonNode others = session.signIn(second, "%20offline_access");

        JsonNode stolen = reuse(session, tokens);

        assertEquals(400, session.app().refresh(stolen).statusCode());
        assertEquals(200, second.refresh(others).statusCode());
    }

    private static String fate(App app, JsonNode tokens) {
        return app.refresh(tokens).statusCode() == 200 ? "lives" : "ends";
    }

    private String fate(TwoApps session) {
        SignIn signIn = afterPassword(session.browser().endSession(), session.person());
        return signIn.done() ? "lives" : "ends";
    }

    private SignIn passed(SignIn signIn, TestUser person) {
        return signIn.asksForCode() ? signIn.codeAndTrust(newestCode(person, signIn.reference())) : signIn;
    }
}
