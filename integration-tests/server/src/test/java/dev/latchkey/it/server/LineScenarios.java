package dev.latchkey.it.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.it.kit.Admin;
import dev.latchkey.it.kit.Browser;
import dev.latchkey.it.kit.Json;
import dev.latchkey.it.kit.SignIn;
import dev.latchkey.it.kit.TokenClient;
import org.junit.jupiter.api.Test;

/** What lines of Keycloak do by different means: {@code .ci/lines} runs this on each of them. */
abstract class LineScenarios extends TokenScenarios {

    private static final String FORM = "kc-register-form";
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

    @Test
    void attack_invitationUsedTwice_opensNoFormOnThisLine() {
        admin().realm(Map.of("organizationsEnabled", true));
        String address = "invited@example.com";
        admin().invite("lines", address);
        Matcher link = INVITATION.matcher(mail(address, 1).text());
        assertTrue(link.find());
        // Keycloak writes entities into the part without HTML as well
        String form = link.group().replace("&#61;", "=").replace("&amp;", "&");
        SignIn signUp = new SignIn(new Browser(url()), address);
        signUp.open(form);
        signUp.submit(FORM, Map.of("username", "invited", "email", address, "firstName", "Nora", "lastName", "New",
                "password", Admin.USER_PASSWORD, "password-confirm", Admin.USER_PASSWORD));
        assertTrue(signUp.page().asksForCode(), signUp.page()::text);
        String members = "/organizations/" + admin().call("GET", "/organizations?search=lines", null).get(0).get("id")
                .asText() + "/members";
        assertEquals(0, admin().call("GET", members, null).size());

        signUp.code(mail(address, 2).code());

        assertEquals(address, admin().call("GET", members, null).get(0).get("email").asText());
        assertFalse(new Browser(url()).get(form).has(FORM));
    }

    private TokenClient.Grant tokens(String prefix, TokenClient app) {
        SignIn signIn = signIn(prefix);
        signIn.code(mail(signIn, 1).code());
        return signIn.tokens(app);
    }
}
