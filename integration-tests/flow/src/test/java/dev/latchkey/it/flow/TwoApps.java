package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.params.provider.Arguments;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.testframework.realm.ManagedRealm;

/** One browser in which a user has signed in to two apps, and the events of their session. */
final class TwoApps {

    private final ManagedRealm realm;
    private final Browser browser;
    private final TestUser person;
    private final App app;
    private final UnaryOperator<SignIn> afterPassword;
    private JsonNode tokens;
    private String authorizationCode;

    /**
     * @param app           the app that the events concern
     * @param afterPassword completes what the realm asks for after the password
     */
    TwoApps(ManagedRealm realm, Browser browser, TestUser person, App app, UnaryOperator<SignIn> afterPassword) {
        this.realm = realm;
        this.browser = browser;
        this.person = person;
        this.app = app;
        this.afterPassword = afterPassword;
    }

    /** An event of the session. */
    interface Event {
        void happen(TwoApps session);
    }

    /**
     * The events in the tables of {@code docs/mobile.md}.
     *
     * @param elsewhere signs the user in in another browser
     * @param expire    lets the session with this id expire
     */
    static Map<String, Event> events(Event elsewhere, Consumer<String> expire) {
        return Map.ofEntries(
                Map.entry("the user signs in to the app again", session -> session.signIn("&prompt=login")),
                Map.entry("the app signs its user in silently", session -> session.signIn("&prompt=none")),
                Map.entry("the app refreshes its tokens",
                        session -> assertEquals(200, session.app.refresh(session.tokens).statusCode())),
                Map.entry("an authorization code of the app is presented again",
                        session -> assertEquals(400, session.app.exchange(session.authorizationCode).statusCode())),
                Map.entry("the app revokes an access token", session -> session.revoke("access_token")),
                Map.entry("the app revokes its refresh token", session -> session.revoke("refresh_token")),
                Map.entry("the user withdraws the app's consent",
                        session -> session.deleteOfAccount("applications/" + session.app.client() + "/consent")),
                Map.entry("an admin withdraws the app's consent", session -> session.realm.admin().users()
                        .get(session.person.id()).revokeConsent(session.app.client())),
                Map.entry("the app logs out with its refresh token", session -> assertEquals(204,
                        session.app.post("/protocol/openid-connect/logout",
                                "refresh_token=" + session.tokens.get("refresh_token").asText()).statusCode())),
                Map.entry("the app sends the browser to the logout endpoint", session -> session.browser.tab().open(
                        session.realm.getBaseUrl() + "/protocol/openid-connect/logout?id_token_hint="
                                + session.tokens.get("id_token").asText())),
                Map.entry("the user starts over a sign-in that asks for the password again",
                        session -> session.app.open(session.browser, "&prompt=login").restart()),
                Map.entry("the user signs the session out in the account console",
                        session -> session.deleteOfAccount("sessions/" + session.id())),
                Map.entry("the user signs all devices out in the account console",
                        session -> session.deleteOfAccount("sessions")),
                Map.entry("the user signs out from other devices on a page elsewhere",
                        TwoApps::signOutFromOtherDevices),
                Map.entry("an admin ends the session",
                        session -> session.realm.admin().deleteSession(session.id(), false)),
                Map.entry("an admin logs the user out",
                        session -> session.realm.admin().users().get(session.person.id()).logout()),
                Map.entry("an admin logs the realm out", session -> session.realm.admin().logoutAll()),
                Map.entry("an admin who impersonates the user logs out there", TwoApps::logOutWhereImpersonated),
                Map.entry("a sign-in elsewhere exceeds the limit of sessions", elsewhere),
                Map.entry("the session expires", session -> expire.accept(session.id())));
    }

    /** Each row of a table, for each of the two apps. */
    static Stream<Arguments> cells(String head) {
        return AppsTable.below("mobile.md", head).stream().flatMap(row -> Stream.of(
                Arguments.of(row[0], row, Realms.MOBILE, Realms.OTHER_MOBILE),
                Arguments.of(row[0], row, Realms.OTHER_MOBILE, Realms.MOBILE)));
    }

    /** Reverts what an event has changed for the whole realm. */
    static void restore(ManagedRealm realm) {
        RealmRepresentation again = realm.admin().toRepresentation();
        again.setNotBefore(0);
        realm.admin().update(again);
    }

    Browser browser() {
        return browser;
    }

    TestUser person() {
        return person;
    }

    App app() {
        return app;
    }

    /** The tokens of the app's first sign-in. */
    JsonNode tokens() {
        return tokens;
    }

    /** Signs in to the app that the events concern. */
    JsonNode signIn(String more) {
        JsonNode answer = signIn(app, more);
        if (tokens == null) {
            tokens = answer;
        }
        return answer;
    }

    JsonNode signIn(App to, String more) {
        SignIn signIn = to.open(browser, more);
        if (signIn.asksForPassword()) {
            if (signIn.tab().source().contains("name=\"username\"") && !more.contains("prompt=login")) {
                signIn.password(person);
            } else {
                signIn.tab().type("password", TestUser.PASSWORD).click("kc-login");
            }
            afterPassword.apply(signIn);
        }
        if (!signIn.done()) {
            // the consent
            signIn.tab().click("kc-login");
        }
        assertTrue(signIn.done(), signIn.tab()::text);
        if (to == app && authorizationCode == null) {
            authorizationCode = signIn.authorizationCode();
        }
        return to.exchange(signIn);
    }

    private String id() {
        return Rest.claims(tokens, "access_token").get("sid").asText();
    }

    private void logOutWhereImpersonated() {
        try (Browser admin = new Browser()) {
            admin.impersonate(realm, person);
            Tab tab = admin.tab().open(realm.getBaseUrl() + "/protocol/openid-connect/logout");
            tab.click("kc-logout");
            assertTrue(tab.text().contains("You are logged out"), tab::text);
        }
    }

    private void signOutFromOtherDevices() {
        try (Browser other = new Browser()) {
            SignIn action = SignIn.open(other.tab(), realm, Realms.APP, "&kc_action=CONFIGURE_TOTP").password(person);
            if (!action.tab().has("kc-totp-settings-form")) {
                afterPassword.apply(action);
            }
            assertTrue(action.setUpAuthenticatorApp(true).done(), action.tab()::text);
        }
    }

    private void revoke(String token) {
        assertEquals(200, app.post("/protocol/openid-connect/revoke", "token="
                + URLEncoder.encode(tokens.get(token).asText(), StandardCharsets.UTF_8)).statusCode());
    }

    private void deleteOfAccount(String path) {
        assertEquals(204, Rest.ofApp(realm, person)
                .delete("/realms/" + realm.getName() + "/account/" + path).statusCode());
    }
}
