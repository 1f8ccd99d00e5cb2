package dev.latchkey.it.flow;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
 * Each cell of the table of {@code docs/mobile.md} that says which event of a session ends which of the codes that the
 * session has given to two apps.
 */
@KeycloakIntegrationTest(config = FlowServer.class)
class CodeTableIT extends CodeTest {

    private static final String HEAD = "| event | the app's code | the other app's code |";

    @InjectRealm(ref = "two", config = Realms.CodesOfTwoApps.class)
    ManagedRealm two;

    /** What happens, by the words of the table. */
    private final Map<String, Event> events = Map.ofEntries(
            Map.entry("the user signs in to the app again", session -> {
                // sign-ins are told apart by the second
                pass(Duration.ofSeconds(1));
                session.signIn(session.app, "&prompt=login");
            }),
            Map.entry("the app signs its user in silently", session -> session.signIn(session.app, "&prompt=none")),
            Map.entry("the app refreshes its tokens",
                    session -> assertEquals(200, session.app.refresh(session.tokens).statusCode())),
            Map.entry("the app revokes an access token", session -> session.revoke("access_token")),
            Map.entry("the app revokes its refresh token", session -> session.revoke("refresh_token")),
            Map.entry("the user withdraws the app's consent", session -> assertEquals(204,
                    Rest.ofApp(two, session.person).delete(account("applications/" + session.app.client()
                            + "/consent")).statusCode())),
            Map.entry("an admin withdraws the app's consent", session -> two.admin().users().get(session.person.id())
                    .revokeConsent(session.app.client())),
            Map.entry("the app logs out with its refresh token", session -> assertEquals(204,
                    session.app.post("/protocol/openid-connect/logout",
                            "refresh_token=" + session.tokens.get("refresh_token").asText()).statusCode())),
            Map.entry("the app sends the browser to the logout endpoint", session -> session.browser.tab().open(
                    two.getBaseUrl() + "/protocol/openid-connect/logout?id_token_hint="
                            + session.tokens.get("id_token").asText())),
            Map.entry("the user signs the session out in the account console", session -> assertEquals(204,
                    Rest.ofApp(two, session.person).delete(account("sessions/" + session.id())).statusCode())),
            Map.entry("the user signs all devices out in the account console", session -> assertEquals(204,
                    Rest.ofApp(two, session.person).delete(account("sessions")).statusCode())),
            Map.entry("an admin ends the session", session -> two.admin().deleteSession(session.id(), false)),
            Map.entry("an admin logs the user out",
                    session -> two.admin().users().get(session.person.id()).logout()),
            Map.entry("an admin logs the realm out", session -> two.admin().logoutAll()),
            Map.entry("a sign-in elsewhere exceeds the limit of sessions", session -> assertTrue(
                    SignIn.open(browser().tab(), two).password(session.person).done())),
            Map.entry("the session expires", session -> expire(two, session.id())));

    private static String account(String path) {
        return "/realms/codes-of-two-apps/account/" + path;
    }

    static Stream<Arguments> cells() {
        return AppsTable.below("mobile.md", HEAD).stream().flatMap(row -> Stream.of(
                Arguments.of(row[0], Realms.MOBILE, Realms.OTHER_MOBILE, row[1], row[2]),
                Arguments.of(row[0], Realms.OTHER_MOBILE, Realms.MOBILE, row[1], row[2])));
    }

    @Test
    void theTableHasEveryEvent() {
        assertEquals(events.keySet(), AppsTable.below("mobile.md", HEAD).stream().map(row -> row[0])
                .collect(Collectors.toSet()));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("cells")
    void attack_anEventOfOneApp_reachesTheCodesThatTheTableSays(String event, String app, String other, String own,
            String others) {
        Session session = new Session(person(two, user -> user), new App(two, app));
        session.signIn(session.app, "");
        App second = new App(two, other);
        String othersCode = session.signIn(second, "&prompt=login").get("secret_code").asText();
        String ownCode = session.tokens.get("secret_code").asText();
        try {
            events.get(event).happen(session);
            assertEquals(own, fate(session.app, ownCode));
            assertEquals(others, fate(second, othersCode));
            Set<String> reasons = List.of(own, others).contains("replaced") ? Set.of("REPLACED") : Set.of("LOGGED_OUT");
            long ended = Stream.of(own, others).filter(fate -> !fate.equals("lives")).count();
            assertEquals(ended, reasons.stream().mapToInt(reason -> rows().endedCodes(session.person, reason)).sum());
        } finally {
            if (event.contains("the realm")) {
                RealmRepresentation again = two.admin().toRepresentation();
                again.setNotBefore(0);
                two.admin().update(again);
            }
        }
    }

    private String fate(App app, String code) {
        if (app.redeem(code).statusCode() == 200) {
            return "lives";
        }
        return rows().endedCodes(code, "REPLACED") == 1 ? "replaced" : "ends";
    }

    /** Something that happens to a session. */
    private interface Event {
        void happen(Session session);
    }

    /** One browser in which a user has signed in to two apps. */
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
                if (signIn.tab().source().contains("name=\"username\"") && !more.contains("prompt=login")) {
                    signIn.password(person);
                } else {
                    signIn.tab().type("password", Person.PASSWORD).click("kc-login");
                }
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
