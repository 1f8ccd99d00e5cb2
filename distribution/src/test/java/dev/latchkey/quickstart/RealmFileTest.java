package dev.latchkey.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.common.settings.NumberSetting;
import dev.latchkey.device.BoundTo;
import dev.latchkey.device.TrustSetting;
import dev.latchkey.otp.EmailOtpPolicy;
import dev.latchkey.otp.PolicySetting;
import dev.latchkey.secretcode.SecretCodePolicy;
import dev.latchkey.secretcode.SecretCodeSetting;
import dev.latchkey.sms.SmsPolicy;
import org.junit.jupiter.api.Test;

class RealmFileTest {

    /** What a fresh realm of Keycloak 26.7.3 has; a file that leaves one out takes it from the realm. */
    private static final Set<String> REQUIRED_ACTIONS_OF_KEYCLOAK = Set.of("TERMS_AND_CONDITIONS", "UPDATE_PROFILE",
            "VERIFY_EMAIL", "CONFIGURE_TOTP", "UPDATE_PASSWORD", "delete_account", "UPDATE_EMAIL", "webauthn-register",
            "webauthn-register-passwordless", "VERIFY_PROFILE", "delete_credential", "idp_link",
            "CONFIGURE_RECOVERY_AUTHN_CODES", "update_user_locale");

    private final JsonNode realm = read();

    @Test
    void listsEveryRequiredActionOfKeycloakAndOurs() {
        Set<String> expected = new HashSet<>(REQUIRED_ACTIONS_OF_KEYCLOAK);
        expected.add(EmailOtpPolicy.ACTION);
        expected.add(SmsPolicy.ACTION);

        assertEquals(expected, Set.copyOf(realm.get("requiredActions").findValuesAsText("alias")));
        assertEquals(expected, Set.copyOf(realm.get("requiredActions").findValuesAsText("providerId")));
    }

    /** Keycloak refuses to duplicate a flow in which two steps have one configuration. */
    @Test
    void everyStepHasAConfigurationOfItsOwn() {
        List<String> used = realm.get("authenticationFlows").findValuesAsText("authenticatorConfig");
        assertEquals(used.size(), Set.copyOf(used).size(), used::toString);
        assertEquals(Set.copyOf(used), Set.copyOf(realm.get("authenticatorConfig").findValuesAsText("alias")));
    }

    /** Keycloak adds this client to every realm, with the password grant on, unless the file has it. */
    @Test
    void attack_noClientHasThePasswordGrant_thatOfKeycloakNeither() {
        JsonNode clients = realm.get("clients");
        assertTrue(clients.findValuesAsText("clientId").contains("admin-cli"), "the password alone gives tokens");
        assertTrue(items(clients).noneMatch(client -> client.path("directAccessGrantsEnabled").asBoolean()));
    }

    @Test
    void attack_anIdentityIsLinkedByThePasswordAndASecondFactor() {
        assertEquals("latchkey first broker login", realm.get("firstBrokerLoginFlow").textValue());
        JsonNode linking = items(realm.get("authenticationFlows"))
                .filter(flow -> flow.toString().contains("idp-username-password-form")).findFirst().orElseThrow();
        JsonNode factor = linking.get("authenticationExecutions").get(1);
        assertEquals("REQUIRED", factor.get("requirement").textValue());
        assertTrue(items(realm.get("authenticationFlows"))
                .filter(flow -> flow.get("alias").equals(factor.get("flowAlias")))
                .anyMatch(flow -> flow.toString().contains("latchkey-email-otp")));
        assertTrue(items(realm.get("identityProviders"))
                .noneMatch(provider -> provider.has("firstBrokerLoginFlowAlias")));
    }

    @Test
    void verifyEmailComesBeforeEveryOtherActionAndIsNoDefault() {
        JsonNode ours = requiredAction(EmailOtpPolicy.ACTION);

        assertTrue(ours.get("enabled").booleanValue());
        assertFalse(ours.get("defaultAction").booleanValue());
        assertTrue(items(realm.get("requiredActions")).filter(action -> action != ours)
                .allMatch(action -> action.get("priority").intValue() > ours.get("priority").intValue()));
    }

    @Test
    void policyHoldsEveryKeyAtItsDefaultButPurgesWhatNobodyProves() {
        Map<String, String> defaults = new HashMap<>();
        for (PolicySetting policy : PolicySetting.values()) {
            NumberSetting setting = policy.setting();
            defaults.put(setting.name(), Integer.toString(setting.defaultValue()));
        }
        defaults.put(PolicySetting.UNPROVEN_DAYS.setting().name(), "7");
        defaults.put(EmailOtpPolicy.LINK_ENABLED, "true");
        defaults.put(EmailOtpPolicy.VERIFY_UNVERIFIED, "false");
        defaults.put(EmailOtpPolicy.SIGN_UP_CREDENTIAL, "password");

        Map<String, String> configured = new HashMap<>();
        requiredAction(EmailOtpPolicy.ACTION).get("config").properties()
                .forEach(entry -> configured.put(entry.getKey(), entry.getValue().textValue()));

        assertEquals(defaults, configured);
    }

    @Test
    void browserFlowAsksForASecondFactorAmongFiveUnlessTheDeviceIsTrusted() {
        assertEquals("latchkey browser", realm.get("browserFlow").textValue());
        assertEquals(List.of("auth-cookie ALTERNATIVE", "identity-provider-redirector ALTERNATIVE",
                "latchkey forms ALTERNATIVE"), flow("latchkey browser"));
        assertEquals(List.of("auth-username-password-form REQUIRED", "latchkey-risk REQUIRED",
                "latchkey untrusted device CONDITIONAL"), flow("latchkey forms"));
        assertEquals(List.of("latchkey-untrusted-device REQUIRED", "latchkey second factor REQUIRED",
                "latchkey-trust-device REQUIRED"), flow("latchkey untrusted device"));
        assertEquals(List.of("latchkey-email-otp ALTERNATIVE", "auth-otp-form ALTERNATIVE",
                        "webauthn-authenticator ALTERNATIVE", "auth-recovery-authn-code-form ALTERNATIVE",
                        "latchkey-sms-otp ALTERNATIVE"),
                flow("latchkey second factor"));
    }

    @Test
    void theSecondDemoFlowTrustsWithAnAuthenticatorAppAlone() {
        assertEquals(List.of("latchkey-untrusted-device REQUIRED", "auth-otp-form REQUIRED",
                "latchkey-trust-device REQUIRED"), flow("latchkey totp untrusted device"));
    }

    @Test
    void everyTrustPolicyIsTheDefault() {
        Map<String, String> defaults = new HashMap<>(Map.of("bound_to", BoundTo.BROWSER.id()));
        for (TrustSetting setting : TrustSetting.values()) {
            defaults.put(setting.setting().name(), String.valueOf(setting.setting().defaultValue()));
        }
        List<Map<String, String>> policies = items(realm.get("authenticatorConfig"))
                .filter(step -> step.get("alias").textValue().endsWith(": trust"))
                .map(step -> step.get("config").properties().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().textValue())))
                .toList();
        assertEquals(List.of(defaults, defaults, defaults), policies);
    }

    @Test
    void fiveFailuresLockForFifteenMinutes() {
        assertTrue(realm.get("bruteForceProtected").booleanValue());
        assertFalse(realm.get("permanentLockout").booleanValue());
        assertEquals(5, realm.get("failureFactor").intValue());
        assertEquals(900, realm.get("waitIncrementSeconds").intValue());
        assertEquals(900, realm.get("maxFailureWaitSeconds").intValue());
    }

    @Test
    void everyClientMayUseTheCodeGrantWithPkceAlone() {
        assertEquals(List.of("admin-cli", "demo-app", "demo-app-es256", "mobile", "mobile-confidential", "native",
                "web", "browser-app"), realm.get("clients").findValuesAsText("clientId"));
        items(realm.get("clients")).forEach(client -> {
            boolean keycloaks = "admin-cli".equals(client.get("clientId").textValue());
            assertEquals(!keycloaks, client.get("standardFlowEnabled").booleanValue());
            assertFalse(client.get("implicitFlowEnabled").booleanValue());
            assertFalse(client.get("directAccessGrantsEnabled").booleanValue());
            assertFalse(client.get("serviceAccountsEnabled").booleanValue());
            assertTrue(keycloaks
                    || "S256".equals(client.get("attributes").get("pkce.code.challenge.method").textValue()));
        });
        assertEquals("RS256", realm.get("defaultSignatureAlgorithm").textValue());
    }

    @Test
    void onlyTheMobileClientsMayHaveSecretCodes() {
        assertEquals(List.of("mobile", "mobile-confidential"), items(realm.get("clients"))
                .filter(client -> client.path("optionalClientScopes").toString().contains(SecretCodePolicy.SCOPE)
                        || client.path("defaultClientScopes").toString().contains(SecretCodePolicy.SCOPE))
                .map(client -> client.get("clientId").textValue()).toList());
        assertEquals(List.of("latchkey-secret-code REQUIRED"), flow(SecretCodePolicy.DEFAULT_FLOW));
    }

    @Test
    void appsWithFormsOfTheirOwnAreTwoAndTheFlowAsksForACodeUnlessTheDeviceIsTrusted() {
        assertEquals(List.of("native", "browser-app"), items(realm.get("clients"))
                .filter(client -> client.path("optionalClientScopes").toString().contains("email_otp")
                        || client.path("defaultClientScopes").toString().contains("email_otp"))
                .map(client -> client.get("clientId").textValue()).toList());
        JsonNode mapper = realm.get("clientScopes").get(1).get("protocolMappers").get(0);
        assertEquals("latchkey native", mapper.get("config").get("flow").textValue());
        assertEquals(List.of("direct-grant-validate-username REQUIRED", "direct-grant-validate-password REQUIRED",
                "latchkey native untrusted device CONDITIONAL"), flow("latchkey native"));
        assertEquals(List.of("latchkey-untrusted-device REQUIRED", "latchkey-direct-email-otp REQUIRED",
                "latchkey-trust-device REQUIRED"), flow("latchkey native untrusted device"));
    }

    @Test
    void secretCodePolicyIsTheDefault() {
        JsonNode mapper = realm.get("clientScopes").get(0).get("protocolMappers").get(0);
        Map<String, String> configured = new HashMap<>();
        mapper.get("config").properties()
                .forEach(entry -> configured.put(entry.getKey(), entry.getValue().textValue()));
        Map<String, String> defaults = new HashMap<>(
                Map.of(SecretCodePolicy.ROTATION, "true", SecretCodePolicy.FLOW, SecretCodePolicy.DEFAULT_FLOW));
        for (SecretCodeSetting setting : SecretCodeSetting.values()) {
            defaults.put(setting.setting().name(), String.valueOf(setting.setting().defaultValue()));
        }
        assertEquals(defaults, configured);
    }

    @Test
    void theSecondDemoClientDiffersByItsAlgorithmAlone() {
        ObjectNode second = realm.get("clients").get(2).deepCopy();
        ObjectNode attributes = (ObjectNode) second.get("attributes");
        assertEquals("ES256", attributes.remove("access.token.signed.response.alg").textValue());
        assertEquals("ES256", attributes.remove("id.token.signed.response.alg").textValue());
        ObjectNode first = realm.get("clients").get(1).deepCopy();
        List.of("clientId", "name", "description").forEach(own -> {
            first.remove(own);
            second.remove(own);
        });
        assertEquals(first, second);
    }

    @Test
    void passkeysAreReadyInAFlowThatIsNotBound() {
        assertEquals(List.of("auth-username-form REQUIRED", "latchkey passkey or password REQUIRED"),
                flow("latchkey passkey forms"));
        assertEquals(List.of("webauthn-authenticator-passwordless ALTERNATIVE",
                "latchkey password and factor ALTERNATIVE"), flow("latchkey passkey or password"));
        assertEquals(List.of("auth-password-form REQUIRED", "latchkey passkey untrusted device CONDITIONAL"),
                flow("latchkey password and factor"));
        assertEquals(flow("latchkey second factor"), flow("latchkey passkey second factor"));
    }

    @Test
    void holdsNoKeysAndNoGeneratedIds() {
        assertEquals(List.of(), realm.findValues("id"));
        assertEquals(List.of(), realm.findValues("secret"));
        assertEquals(List.of(), realm.findValues("privateKey"));
        assertEquals(Set.of("org.keycloak.userprofile.UserProfileProvider"), names(realm.get("components")));
        assertFalse(Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-").matcher(realm.toString()).find());
    }

    private JsonNode requiredAction(String alias) {
        return items(realm.get("requiredActions")).filter(action -> alias.equals(action.get("alias").textValue()))
                .findFirst().orElseThrow();
    }

    private List<String> flow(String alias) {
        JsonNode flow = items(realm.get("authenticationFlows"))
                .filter(candidate -> alias.equals(candidate.get("alias").textValue())).findFirst().orElseThrow();
        return items(flow.get("authenticationExecutions"))
                .map(step -> (step.has("flowAlias") ? step.get("flowAlias") : step.get("authenticator")).textValue()
                        + " " + step.get("requirement").textValue())
                .toList();
    }

    private static Set<String> names(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).collect(Collectors.toSet());
    }

    private static Stream<JsonNode> items(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static JsonNode read() {
        try {
            return new ObjectMapper().readTree(Path.of("..", "realm-export", "latchkey-realm.json").toFile());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
