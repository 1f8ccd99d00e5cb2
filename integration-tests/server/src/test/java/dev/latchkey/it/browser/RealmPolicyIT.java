package dev.latchkey.it.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import dev.latchkey.it.kit.Admin;
import dev.latchkey.it.kit.Browser;
import dev.latchkey.it.kit.Json;
import dev.latchkey.it.kit.TokenClient;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@InChromium
@DisplayName("The running demo realm does what the docs say of it")
class RealmPolicyIT {

    private static final Pattern ROW = Pattern.compile("\\| `(/[^`]+)` \\| `([^`]+)` \\|.*");
    /** A console takes long to load. */
    private static final LocatorAssertions.ContainsTextOptions PATIENTLY =
            new LocatorAssertions.ContainsTextOptions().setTimeout(120_000);
    private static final String ENDPOINT = "/attributes/latchkey.limits.endpoint-ip-five-minutes";

    @Test
    void everySettingIsAsTheTableStates(Demo demo) throws IOException {
        JsonNode realm = demo.admin().call("GET", "", null);
        Map<String, String> documented = new TreeMap<>();
        Map<String, String> running = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("../../docs/admins.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                documented.put(row.group(1), row.group(2));
                running.put(row.group(1), realm.at(row.group(1)).asText());
            }
        }
        assertTrue(documented.size() > 20, documented::toString);
        // these tests switch the limit off
        assertEquals("100", documented.remove(ENDPOINT));
        assertEquals("0", running.remove(ENDPOINT));
        assertEquals(documented, running);
    }

    @ParameterizedTest
    @CsvSource({"demo-app, RS256", "demo-app-es256, ES256"})
    void tokensLiveAndAreSignedAsTheTableStates(String client, String algorithm, Demo demo) {
        BrowserUser person = demo.newcomer("tokens-" + client + '-');
        var signIn = new dev.latchkey.it.kit.SignIn(new Browser(demo.url()), person.username());
        signIn.openFor(client);
        signIn.password();
        signIn.code(demo.mail(person, 1).code());
        TokenClient.Grant tokens = signIn.tokens(TokenClient.of(demo.url(), Admin.REALM, client));

        String access = tokens.json().get("access_token").asText();
        assertEquals(algorithm, header(access).get("alg").asText());
        assertEquals(algorithm, header(tokens.json().get("id_token").asText()).get("alg").asText());
        assertEquals("[\"pwd\",\"otp\"]", TokenClient.Grant.claims(access).path("amr").toString());
        assertEquals(300, lifetime(TokenClient.Grant.claims(access)), 1);
        assertEquals(604_800, lifetime(tokens.refreshClaims()), 60);
        assertTrue(tokens.refreshClaims().has("latchkey_fp"));
    }

    @Test
    void theConsoleDuplicatesEveryFlow(Demo demo) {
        for (JsonNode flow : demo.admin().call("GET", "/authentication/flows", null)) {
            String alias = flow.get("alias").asText();
            demo.admin().call("POST", "/authentication/flows/" + alias.replace(" ", "%20") + "/copy",
                    Map.of("newName", "copy of " + alias));
            assertTrue(demo.admin().call("GET", "/authentication/flows", null).findValuesAsText("alias")
                    .contains("copy of " + alias));
        }
    }

    @Test
    void pagesCarryTheHeadersOfTheTable(Demo demo) {
        var page = new dev.latchkey.it.kit.SignIn(new Browser(demo.url()), "nobody").open();
        JsonNode headers = demo.admin().call("GET", "", null).get("browserSecurityHeaders");
        Map.of("contentSecurityPolicy", "Content-Security-Policy",
                "strictTransportSecurity", "Strict-Transport-Security", "xFrameOptions", "X-Frame-Options",
                "xContentTypeOptions", "X-Content-Type-Options", "referrerPolicy", "Referrer-Policy",
                "xRobotsTag", "X-Robots-Tag").forEach((setting, header) ->
                assertEquals(headers.get(setting).asText(), page.headers().firstValue(header).orElse(""), header));
    }

    @ParameterizedTest
    @CsvSource({"support", "reviewer", "assistant", "editor", "sales"})
    void whoWorksInOneRoleIsStaffAndStaffIsNoneOfThem(String role, Demo demo) {
        assertEquals(List.of("staff"), names(demo.admin().call("GET", "/roles/" + role + "/composites", null)));
        assertFalse(demo.admin().call("GET", "/roles/staff", null).get("composite").asBoolean());
        assertTrue(names(demo.admin().call("GET", "/roles", null)).containsAll(List.of("client", "vendor",
                "default-roles-latchkey", "offline_access", "uma_authorization")));
    }

    @Test
    void googleIsThereAndOff(Demo demo) {
        JsonNode google = demo.admin().call("GET", "/identity-provider/instances/google", null);
        assertFalse(google.get("enabled").asBoolean());
        assertEquals("your-client-id", google.get("config").get("clientId").asText());
    }

    /** In Chromium, which reports a policy that is too strict. */
    @Test
    void theAccountConsoleWorksUnderItsPolicyAndAsksBeforeItRemovesADevice(Demo demo) {
        BrowserUser person = demo.newcomer("account");
        demo.isAnOrdinaryUser(person);
        Page page = demo.window().context().newPage();
        List<String> complaints = complaints(page);
        page.navigate(demo.url() + "/realms/latchkey/account/");
        SignIn signIn = new SignIn(page).password(person);
        signIn.trust().check();
        signIn.code(demo.mail(person, 1).code());
        assertThat(page.locator("body")).containsText("Personal info", PATIENTLY);
        assertThat(page.locator("body")).containsText("Signing in", PATIENTLY);
        page.navigate(demo.url() + "/realms/latchkey/account/account-security/signing-in");
        assertThat(page.locator("body")).containsText("Password", PATIENTLY);

        Locator remove = page.locator("[data-testid='latchkey-trusted-device/credential-list'] [data-testrole=remove]");
        remove.click();
        assertThat(page.locator("#kc-accept")).isVisible();
        assertEquals(1, demo.trustedDevices(person), "it asks first");
        page.locator("#kc-accept").click();
        assertThat(page.locator("[data-testid='password/credential-list']")).isVisible();
        assertEquals(0, demo.trustedDevices(person));
        assertThat(remove).hasCount(0);
        assertEquals(List.of(), complaints);
    }

    @Test
    void theAdminConsoleWorksUnderItsPolicy(Demo demo) {
        BrowserUser person = demo.newcomer("administrator");
        demo.mayAdminister(person);
        Page page = demo.window().context().newPage();
        List<String> complaints = complaints(page);
        page.navigate(demo.url() + "/admin/latchkey/console/#/latchkey/users");
        new SignIn(page).password(person).code(demo.mail(person, 1).code());
        assertThat(page.locator("body")).containsText(person.username(), PATIENTLY);
        assertEquals(List.of(), complaints);
    }

    /** What the browser logs when a policy keeps it from loading something. */
    private static List<String> complaints(Page page) {
        List<String> complaints = new ArrayList<>();
        page.onConsoleMessage(message -> {
            if (message.text().contains("Content Security Policy")) {
                complaints.add(message.text());
            }
        });
        return complaints;
    }

    private static JsonNode header(String token) {
        return Json.read(new String(Base64.getUrlDecoder().decode(token.split("\\.")[0]), StandardCharsets.UTF_8));
    }

    private static long lifetime(JsonNode claims) {
        return claims.get("exp").asLong() - claims.get("iat").asLong();
    }

    private static List<String> names(JsonNode roles) {
        return StreamSupport.stream(roles.spliterator(), false).map(role -> role.get("name").asText()).toList();
    }
}
