package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/**
 * No endpoint claims more than it has verified; the native trusted device, which needs another flow, is in
 * NativeSignInIT.
 */
@KeycloakIntegrationTest(config = FlowServer.class)
class EndpointClaimsIT extends UnverifiedUserTest {

    @BeforeEach
    void theAppAsksForTheCodeInTheDirectGrantToo() {
        override(realm, Realms.EVERY_GRANT, "direct_grant", Realms.APPS_FLOW);
    }

    @Test
    void inTheBrowserTheFactorTheTrustedDeviceAndTheCookieClaimWhatTheTableStates() {
        TestUser person = person();
        Browser browser = browser();
        SignIn signIn = open(browser, "").password(person);
        signIn.codeAndTrust(mailOf(person.email(), signIn).code());
        EndpointClaims.PASSWORD_AND_CODE.assertClaimed(claims(signIn));

        EndpointClaims.SINGLE_SIGN_ON.assertClaimed(claims(open(browser, "")));

        Browser again = browser.endSession();
        EndpointClaims.TRUSTED_DEVICE.assertClaimed(claims(open(again, "").password(person)));
    }

    @Test
    void theCodeAloneClaimsWhatTheTableStates() {
        TestUser person = person();
        SignIn signIn = passwordless(browser(), person.username());
        signIn.code(mailOf(person.email(), signIn).code());
        EndpointClaims.CODE_ALONE.assertClaimed(
                Rest.claims(new App(realm, Realms.OTHER_APP).exchange(signIn), "id_token"));
    }

    @Test
    void aSecretCodeClaimsWhatTheTableStates() {
        TestUser person = person();
        SignIn signIn = open(browser(), "&scope=openid%20secret_code").password(person);
        signIn.code(mailOf(person.email(), signIn).code());
        JsonNode tokens = app().exchange(signIn);
        JsonNode redeemed = Rest.json(app().redeem(tokens.get("secret_code").asText()));
        EndpointClaims.SECRET_CODE.assertClaimed(Rest.claims(redeemed, "id_token"));
    }

    @Test
    void appsWithoutABrowserClaimWhatTheTableStates() {
        TestUser person = person();
        NativeApp app = new NativeApp(realm, Realms.NATIVE);
        NativeApp.Answer asked = app.begin(person);
        NativeApp.Answer done = app.otp(asked, newestCode(person, asked.json().get("reference").asText()));
        EndpointClaims.NATIVE.assertClaimed(app.redeem(done).idToken());
    }

    @Test
    void theDirectGrantClaimsWhatTheTableStates() {
        TestUser person = person();
        String grant = "grant_type=password&scope=openid&username=" + person.username() + "&password="
                + URLEncoder.encode(TestUser.PASSWORD, StandardCharsets.UTF_8);
        JsonNode asked = Rest.json(app().token(grant));
        JsonNode tokens = Rest.json(app().token(grant + "&challenge_id=" + asked.get("challenge_id").asText()
                + "&otp=" + newestCode(person, asked.get("reference").asText())));
        EndpointClaims.DIRECT_GRANT.assertClaimed(Rest.claims(tokens, "id_token"));
    }

    private App app() {
        return new App(realm, Realms.EVERY_GRANT).secret(Realms.EVERY_GRANT);
    }

    private SignIn open(Browser browser, String more) {
        return SignIn.open(browser.tab(), realm, Realms.EVERY_GRANT, more);
    }

    private JsonNode claims(SignIn signIn) {
        assertTrue(signIn.done(), signIn.tab()::text);
        return Rest.claims(app().exchange(signIn), "id_token");
    }
}
