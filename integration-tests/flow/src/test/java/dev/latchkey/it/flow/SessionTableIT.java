package dev.latchkey.it.flow;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Each cell of the table of {@code docs/mobile.md} that says which event of a session ends the refresh tokens of two
 * apps that a user has signed in to in it, and trust in the browser.
 */
@StoppedClock
@KeycloakIntegrationTest(config = FlowServer.class)
class SessionTableIT extends FlowTest {

    private static final String HEAD =
            "| event | the app's refresh token | the other app's refresh token | the browser's trusted device |";

    @InjectRealm(config = Realms.TrustOfTwoApps.class)
    ManagedRealm realm;

    /** What happens, by the words of the table. */
    private final Map<String, Event> events = Map.ofEntries(
            Map.entry("the user signs in to the app again", session -> session.signIn(session.app, "&prompt=login")),
            Map.entry("the app signs its user in silently", session -> session.signIn(session.app, "&prompt=none")),
            Map.entry("the app refreshes its tokens",
                    session -> assertEquals(200, session.app.refresh(session.tokens).statusCode())),
            Map.entry("the app revokes an access token", session -> session.revoke("access_token")),
            Map.entry("the app revokes its refresh token", session -> session.revoke("refresh_token")),
            Map.entry("the user withdraws the app's consent", session -> assertEquals(204,
                    Rest.ofApp(realm, session.person).delete(account("applications/" + session.app.client()
                            + "/consent")).statusCode())),
            Map.entry("an admin withdraws the app's consent", session -> realm.admin().users()
                    .get(session.person.id()).revokeConsent(session.app.client())),
            Map.entry("the app logs out with its refresh token", session -> assertEquals(204,
                    session.app.post("/protocol/openid-connect/logout",
                            "refresh_token=" + session.tokens.get("refresh_token").asText()).statusCode())),
            Map.entry("the app sends the browser to the logout endpoint", session -> session.browser.tab().open(
                    realm.getBaseUrl() + "/protocol/openid-connect/logout?id_token_hint="
                            + session.tokens.get("id_token").asText())),
            Map.entry("the user signs the session out in the account console", session -> assertEquals(204,
                    Rest.ofApp(realm, session.person).delete(account("sessions/" + session.id())).statusCode())),
            Map.entry("the user signs all devices out in the account console", session -> assertEquals(204,
                    Rest.ofApp(realm, session.person).delete(account("sessions")).statusCode())),
            Map.entry("an admin ends the session", session -> realm.admin().deleteSession(session.id(), false)),
            Map.entry("an admin logs the user out",
                    session -> realm.admin().users().get(session.person.id()).logout()),
            Map.entry("an admin logs the realm out", session -> realm.admin().logoutAll()),
            Map.entry("a sign-in elsewhere exceeds the limit of sessions", session -> assertTrue(
                    passed(SignIn.open(browser().tab(), realm).password(session.person), session.person).done())),
            Map.entry("the session expires",
                    session -> new Directory(server, realm.getName()).expire(session.id())));

    @Override
    ManagedRealm realm() {
        return realm;
    }

    private static String account(String path) {
        return "/realms/trust-of-two-apps/account/" + path;
    }

    static Stream<Arguments> cells() {
        return AppsTable.below("mobile.md", HEAD).stream().flatMap(row -> Stream.of(
                Arguments.of(row[0], Realms.MOBILE, Realms.OTHER_MOBILE, row[1], row[2], row[3]),
                Arguments.of(row[0], Realms.OTHER_MOBILE, Realms.MOBILE, row[1], row[2], row[3])));
    }

    @Test
    void theTableHasEveryEvent() {
        assertEquals(events.keySet(), AppsTable.below("mobile.md", HEAD).stream().map(row -> row[0])
                .collect(Collectors.toSet()));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("cells")
    void attack_anEventOfOneApp_reachesTheRefreshTokensAndDevicesThatTheTableSays(String event, String app,
            String other, String own, String others, String device) {
        Session session = new Session(person(), new App(realm, app));
        session.signIn(session.app, "");
        App second = new App(realm, other);
        JsonNode secondTokens = session.signIn(second, "");
        // Keycloak keeps whole seconds
        time.set(1);
        try {
            events.get(event).happen(session);
            String fates = String.join(", ", fate(session.app, session.tokens), fate(second, secondTokens),
                    fate(session));
            assertEquals(String.join(", ", own, others, device), fates);
        } finally {
            if (event.contains("the realm")) {
                RealmRepresentation again = realm.admin().toRepresentation();
                again.setNotBefore(0);
                realm.admin().update(again);
            }
        }
    }

    private static String fate(App app, JsonNode tokens) {
        return app.refresh(tokens).statusCode() == 200 ? "lives" : "ends";
    }

    private String fate(Session session) {
        SignIn signIn = afterPassword(session.browser.endSession(), session.person);
        return signIn.done() ? "lives" : "ends";
    }

    private SignIn passed(SignIn signIn, Person person) {
        return signIn.asksForCode() ? signIn.codeAndTrust(newestCode(person, signIn.reference())) : signIn;
    }

    /** Something that happens to a session. */
    private interface Event {
        void happen(Session session);
    }

    /** One browser, trusted, in which a user has signed in to two apps. */
    private final class Session {

        private final Browser browser = browser();
        private final Person person;
        private final App app;
        private JsonNode tokens;

        Session(Person person, App app) {
            this.person = person;
            this.app = app;
        }

        JsonNode signIn(App to, String more) {
            SignIn signIn = to.open(browser, more);
            if (signIn.asksForPassword()) {
                if (more.contains("prompt=login")) {
                    signIn.tab().type("password", Person.PASSWORD).click("kc-login");
                } else {
                    signIn.password(person);
                }
                passed(signIn, person);
            }
            if (!signIn.done()) {
                // the consent
                signIn.tab().click("kc-login");
            }
            assertTrue(signIn.done(), signIn.tab()::text);
            JsonNode answer = to.exchange(signIn);
            if (tokens == null) {
                tokens = answer;
            }
            return answer;
        }

        String id() {
            return Rest.claims(tokens, "access_token").get("sid").asText();
        }

        void revoke(String token) {
            assertEquals(200, app.post("/protocol/openid-connect/revoke", "token="
                    + URLEncoder.encode(tokens.get(token).asText(), StandardCharsets.UTF_8)).statusCode());
        }
    }
}
