package dev.latchkey.it.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.it.kit.Admin;
import dev.latchkey.it.kit.Browser;
import dev.latchkey.it.kit.Distributions;
import dev.latchkey.it.kit.Json;
import dev.latchkey.it.kit.Linkage;
import dev.latchkey.it.kit.Page;
import dev.latchkey.it.kit.SignIn;
import dev.latchkey.it.kit.TokenClient;
import org.junit.jupiter.api.Test;

/** What lines of Keycloak do by different means: {@code .ci/lines} runs this on each of them. */
abstract class LineScenarios extends TokenScenarios {

    private static final String FORM = "kc-register-form";
    private static final String SETUP = "/latchkey-setup";
    private static final Pattern INVITATION = Pattern.compile("http\\S+/registrations\\S+");

    @Test
    void everySecurityHookIsInForce() {
        JsonNode checks = Json.read(node().readiness()).get("checks");
        for (JsonNode check : checks) {
            if (check.get("name").asText().equals("Latchkey security hooks")) {
                assertEquals("UP", check.get("status").asText());
                assertTrue(check.at("/data/missing").isMissingNode(), check::toString);
                return;
            }
        }
        throw new AssertionError(checks.toString());
    }

    /** The browser's lease, and what ends a sign-in, are found by the cookie. */
    @Test
    void attack_signInThatTheAddressNames_withoutItsCookie_isRefusedOnThisLine() {
        SignIn signIn = signIn("cookieless");
        String cookie = signIn.browser().cookie("AUTH_SESSION_ID").orElseThrow();
        String action = signIn.page().action("latchkey-code-form");
        String named = action + "&auth_session_id=" + cookie.replaceFirst("\\.[^.]*$", "");

        for (String address : List.of(named, action + "&auth_session_id=" + cookie)) {
            Page answer = new Browser(url()).post(address, Map.of("code", mail(signIn, 1).code()));

            assertEquals(400, answer.status(), answer::text);
            assertTrue(answer.authorizationCode().isEmpty(), answer::text);
            assertTrue(answer.text().contains("Open the application again"), answer::text);
        }
        signIn.code(mail(signIn, 1).code());
        assertTrue(signIn.page().authorizationCode().isPresent(), signIn.page()::text);
    }

    @Test
    void attack_refreshTokenReusedInTheSameSecond_isRefusedOnThisLine() {
        TokenClient app = TokenClient.of(url(), Admin.REALM, "demo-app");
        TokenClient.Grant first = tokens("reused", app);

        String spent = app.spentWithinASecond(first, app);

        assertEquals("invalid_grant: Maximum allowed refresh token reuse exceeded", app.refresh(spent).error());
    }

    @Test
    void attack_refreshFromAnotherClient_isRefusedOnThisLine() {
        TokenClient app = TokenClient.of(url(), Admin.REALM, "demo-app");
        String token = tokens("bound", app).refreshToken();

        assertEquals("invalid_grant: Invalid refresh token",
                app.withHeader("User-Agent", "curl/8.14.1").refresh(token).error());

        TokenClient.Grant next = app.refresh(token);
        assertTrue(next.given(), next::error);
        assertTrue(next.refreshClaims().hasNonNull("latchkey_fp"), next.refreshClaims()::toString);
    }

    @Test
    void attack_pendingAccount_refreshesNoTokenOnThisLine() {
        TokenClient app = TokenClient.of(url(), Admin.REALM, "demo-app");
        SignIn signIn = signIn("pending");
        signIn.code(mail(signIn, 1).code());
        String token = signIn.tokens(app).refreshToken();

        admin().call("PUT", "/users/" + admin().userId(signIn.user()), Map.of("emailVerified", false,
                "requiredActions", List.of("latchkey-verify-email")));

        assertEquals("invalid_grant: Account is not fully set up", app.refresh(token).error());
    }

    /** Of the sessions that a user picks there; of all of them, an event of Latchkey's own tells. */
    @Test
    void attack_sessionThatItsUserEndsInTheAccountConsole_takesItsSecretCodeAlongOnThisLine() {
        String user = newcomer("console");
        Browser console = withAccessToken(user);
        TokenClient phone = TokenClient.of(url(), Admin.REALM, MOBILE);
        SignIn signIn = new SignIn(new Browser(url()), user);
        signIn.openFor(MOBILE, "openid secret_code");
        signIn.password();
        signIn.code(mail(signIn, 2).code());
        TokenClient.Grant redeemed = phone.secretCode(signIn.tokens(phone).json().get("secret_code").asText());
        assertTrue(redeemed.given(), redeemed::error);

        String session = TokenClient.Grant.claims(redeemed.json().get("access_token").asText()).get("sid").asText();
        Page ended = console.send("/realms/" + Admin.REALM + "/account/sessions/" + session, request ->
                request.header("Accept", "application/json").DELETE());

        assertEquals(204, ended.status(), ended::body);
        assertFalse(phone.secretCode(redeemed.json().get("secret_code").asText()).given());
    }

    @Test
    void attack_invitationUsedTwice_opensNoFormOnThisLine() {
        String address = "invited@example.com";
        String form = invitation("lines", address);
        SignIn signUp = new SignIn(new Browser(url()), address);
        signUp.open(form);
        signUp.submit(FORM, registration("invited", address));
        assertTrue(signUp.page().asksForCode(), signUp.page()::text);
        String members = "/organizations/" + admin().call("GET", "/organizations?search=lines", null).get(0).get("id")
                .asText() + "/members";
        assertEquals(0, admin().call("GET", members, null).size());

        signUp.code(mail(address, 2).code());

        assertEquals(address, admin().call("GET", members, null).get(0).get("email").asText());
        assertFalse(new Browser(url()).get(form).has(FORM));
    }

    @Test
    void attack_invitationWithAnotherAddress_makesNoAccountOnThisLine() {
        String form = invitation("others", "asked@example.com");
        SignIn signUp = new SignIn(new Browser(url()), "unasked@example.com");
        signUp.open(form);
        signUp.submit(FORM, registration("unasked", "unasked@example.com"));

        assertFalse(signUp.page().asksForCode(), signUp.page()::text);
        assertTrue(signUp.page().has(FORM), signUp.page()::text);
        assertEquals(0, admin().call("GET", "/users?email=unasked@example.com", null).size());
    }

    /** Of a realm as this Keycloak makes it. */
    @Test
    void setupOfANewRealm_asksForACodeOnThisLine_untilItIsTakenBack() {
        Admin fresh = admin().newRealm("fresh").mailServer(smtp().port());
        fresh.call("POST", "/clients", Map.of("clientId", "app", "publicClient", true,
                "redirectUris", List.of(Browser.CALLBACK)));
        String user = fresh.users("settled", 1).get(0);

        fresh.call("POST", SETUP, Map.of("features", List.of("email_code", "trusted_devices", "sign_up", "reset",
                "native_api", "secret_codes"), "clients", List.of("app"), "dry_run", false));
        SignIn signIn = inFreshRealm(user);
        signIn.codeAndTrust(mail(signIn, 1).code());
        assertTrue(signIn.page().authorizationCode().isPresent(), signIn.page()::text);

        fresh.call("POST", SETUP + "/undo", Map.of("dry_run", false));
        assertTrue(inFreshRealm(user).page().authorizationCode().isPresent());
    }

    private SignIn inFreshRealm(String user) {
        SignIn signIn = new SignIn(new Browser(url()), user);
        signIn.open("/realms/fresh/protocol/openid-connect/auth?client_id=app&response_type=code&scope=openid"
                + "&redirect_uri=" + Browser.CALLBACK);
        signIn.password();
        return signIn;
    }

    @Test
    void whatLatchkeyCallsIsInTheKeycloakOfThisLine() {
        assertEquals(Set.of(), new Linkage(Distributions.unpacked(Distributions.CURRENT).directory())
                .missing(Path.of(System.getProperty("latchkey.jar"))));
    }

    /** The address of the registration form for which an organization's invitation asks. */
    private String invitation(String organization, String address) {
        admin().realm(Map.of("organizationsEnabled", true));
        admin().invite(organization, address);
        Matcher link = INVITATION.matcher(mail(address, 1).text());
        assertTrue(link.find());
        // Keycloak writes entities into the part without HTML as well
        return link.group().replace("&#61;", "=").replace("&amp;", "&");
    }

    private static Map<String, String> registration(String user, String address) {
        return Map.of("username", user, "email", address, "firstName", "Nora", "lastName", "New",
                "password", Admin.USER_PASSWORD, "password-confirm", Admin.USER_PASSWORD);
    }

    private TokenClient.Grant tokens(String prefix, TokenClient app) {
        SignIn signIn = signIn(prefix);
        signIn.code(mail(signIn, 1).code());
        return signIn.tokens(app);
    }
}
