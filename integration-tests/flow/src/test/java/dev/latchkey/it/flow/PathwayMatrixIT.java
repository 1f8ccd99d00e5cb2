package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.it.kit.ApprovalService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/**
 * Every pathway to tokens, by the table in {@code docs/apps.md}: its answer to a client that has shown the password and
 * passed no second factor, and about a pending account with the second factor passed.
 */
@KeycloakIntegrationTest(config = FlowServer.class)
class PathwayMatrixIT extends UnverifiedUserTest {

    private static final String HEAD = "| pathway | no second factor passed | account pending |";
    private static final Pattern TOKEN = Pattern.compile("[?&#](code|access_token|id_token)=|\"access_token\"");
    private static final Pattern ERROR = Pattern.compile("[?&#]error=([a-z_]+)");
    private static final String NOTHING = "nothing to present";
    private static final String DEVICE = "urn:ietf:params:oauth:grant-type:device_code";
    private static final String BACKCHANNEL = "urn:openid:params:grant-type:ciba";

    @InjectRealm(ref = "home", config = Realms.PasswordOnly.class)
    ManagedRealm home;

    /** The rows of the table, by their names in it. */
    enum Pathway {
        AUTHORIZATION_CODE("authorization code"), IMPLICIT("implicit"), HYBRID("hybrid"),
        SINGLE_SIGN_ON("single sign-on cookie"), SILENT("single sign-on cookie, `prompt=none`"),
        SECOND_TAB("second tab"), IDENTITY_PROVIDER("identity provider"),
        EARLIER_CODE("authorization code from before"), REFRESH("refresh token"), TOKEN_EXCHANGE("token exchange"),
        PERMISSIONS("UMA permissions"), DEVICE("device authorization"), BACKCHANNEL("backchannel authentication"),
        PASSWORD("password grant"), NATIVE("authorization challenge"),
        SECRET_CODE("secret code");

        private final String row;

        Pathway(String row) {
            this.row = row;
        }

        /** Further parameters of the authorization request. */
        private String parameters() {
            return switch (this) {
                case IMPLICIT -> "&response_type=id_token%20token&nonce=n";
                case HYBRID -> "&response_type=code%20id_token%20token&nonce=n";
                case SILENT -> "&prompt=none";
                case IDENTITY_PROVIDER -> "&kc_idp_hint=home";
                case SECRET_CODE -> "&scope=openid%20secret_code";
                default -> "";
            };
        }
    }

    static Stream<Arguments> table() {
        return AppsTable.below(HEAD).stream().map(cells -> Arguments.of((Object[]) cells));
    }

    @BeforeEach
    void theAppAsksForTheCodeInTheDirectGrantToo() {
        override(realm, Realms.EVERY_GRANT, "direct_grant", Realms.APPS_FLOW);
    }

    @Test
    void theTableHasEveryPathway() {
        assertEquals(Arrays.stream(Pathway.values()).map(pathway -> pathway.row).toList(),
                table().map(row -> row.get()[0]).toList());
    }

    /** Otherwise a refusal below could have any reason. */
    @ParameterizedTest
    @EnumSource(names = {"REFRESH", "TOKEN_EXCHANGE", "PERMISSIONS", "SECRET_CODE"})
    void whatAWholeSignInHasGivenServesAnActiveAccount(Pathway pathway) {
        JsonNode tokens = app().exchange(enter(browser(), pathway, person()));
        assertTrue(TOKEN.matcher(present(pathway, tokens).body()).find());
    }

    @Test
    void backchannelAuthenticationServesAnActiveAccount() {
        try (ApprovalService channel = new ApprovalService(FlowServer.CHANNEL)) {
            JsonNode request = backchannel(person());
            channel.approve(FlowServer.BASE, realm.getName());
            assertTrue(TOKEN.matcher(poll(BACKCHANNEL, "auth_req_id", request).body()).find());
        }
    }

    @ParameterizedTest
    @MethodSource("table")
    void attack_withoutTheSecondFactor_noPathwayLeadsToTokens(String row, String answer, String otherColumn) {
        Pathway pathway = pathway(row);
        TestUser person = pathway == Pathway.IDENTITY_PROVIDER ? person(home, user -> user) : person();

        assertEquals(answer, withoutFactor(pathway, person));
        assertTrue(realm.admin().users().get(owner(person.email()).id()).getUserSessions().isEmpty());
    }

    @ParameterizedTest
    @MethodSource("table")
    void attack_pendingAccountByEveryPathway_reachesNoToken(String row, String otherColumn, String answer) {
        Pathway pathway = pathway(row);
        TestUser person = pathway == Pathway.IDENTITY_PROVIDER ? person(home, user -> user) : person();

        assertEquals(answer, whilePending(pathway, person));
    }

    private static Pathway pathway(String row) {
        return Arrays.stream(Pathway.values()).filter(known -> known.row.equals(row)).findFirst().orElseThrow();
    }

    private String withoutFactor(Pathway pathway, TestUser person) {
        Browser browser = browser();
        return switch (pathway) {
            case AUTHORIZATION_CODE, IMPLICIT, HYBRID, IDENTITY_PROVIDER ->
                    page(open(browser, pathway).password(person));
            case SINGLE_SIGN_ON, SILENT -> {
                open(browser, Pathway.AUTHORIZATION_CODE).password(person);
                yield page(open(browser, pathway));
            }
            case SECOND_TAB -> {
                open(browser, pathway).password(person);
                yield page(open(browser, pathway).password(person));
            }
            case DEVICE -> {
                JsonNode device = device();
                yield page(atDevicePage(browser, device).password(person)) + ", "
                        + error(poll(DEVICE, "device_code", device));
            }
            case BACKCHANNEL -> {
                try (ApprovalService channel = new ApprovalService(FlowServer.CHANNEL)) {
                    JsonNode request = backchannel(person);
                    channel.awaitRequest();
                    yield error(poll(BACKCHANNEL, "auth_req_id", request));
                }
            }
            case PASSWORD -> error(passwordGrant(person, ""));
            case NATIVE -> error(new NativeApp(realm, Realms.NATIVE).begin(person).response());
            case EARLIER_CODE, REFRESH, TOKEN_EXCHANGE, PERMISSIONS, SECRET_CODE -> {
                page(open(browser, pathway).password(person));
                yield NOTHING;
            }
        };
    }

    private String whilePending(Pathway pathway, TestUser person) {
        Browser browser = browser();
        return switch (pathway) {
            case AUTHORIZATION_CODE, IMPLICIT, HYBRID -> {
                pend(person);
                yield page(enter(browser, pathway, person));
            }
            case IDENTITY_PROVIDER -> {
                assertTrue(enter(browser, pathway, person).done());
                pend(owner(person.email()));
                yield page(enter(browser(), pathway, person));
            }
            case SINGLE_SIGN_ON, SILENT -> {
                assertTrue(enter(browser, Pathway.AUTHORIZATION_CODE, person).done());
                pend(person);
                yield page(open(browser, pathway));
            }
            case SECOND_TAB -> {
                pend(person);
                enter(browser, pathway, person);
                yield page(open(browser, pathway));
            }
            case EARLIER_CODE -> {
                SignIn signIn = enter(browser, pathway, person);
                pend(person);
                yield error(app().token("grant_type=authorization_code&code=" + signIn.authorizationCode()
                        + "&redirect_uri=" + encode(realm.getBaseUrl())));
            }
            case REFRESH, TOKEN_EXCHANGE, PERMISSIONS, SECRET_CODE -> {
                JsonNode tokens = app().exchange(enter(browser, pathway, person));
                pend(person);
                yield error(present(pathway, tokens));
            }
            case DEVICE -> {
                JsonNode device = device();
                SignIn signIn = atDevicePage(browser, device).password(person);
                signIn.code(mailOf(person.email(), signIn).code()).tab().click("kc-login");
                pend(person);
                yield error(poll(DEVICE, "device_code", device));
            }
            case BACKCHANNEL -> {
                try (ApprovalService channel = new ApprovalService(FlowServer.CHANNEL)) {
                    JsonNode request = backchannel(person);
                    channel.approve(FlowServer.BASE, realm.getName());
                    pend(person);
                    yield error(poll(BACKCHANNEL, "auth_req_id", request));
                }
            }
            case PASSWORD -> {
                pend(person);
                JsonNode asked = Rest.json(passwordGrant(person, ""));
                yield error(passwordGrant(person, "&challenge_id=" + asked.get("challenge_id").asText()
                        + "&otp=" + newestCode(person, asked.get("reference").asText())));
            }
            case NATIVE -> {
                pend(person);
                NativeApp app = new NativeApp(realm, Realms.NATIVE);
                NativeApp.Answer asked = app.begin(person);
                yield error(app.otp(asked, newestCode(person, asked.json().get("reference").asText())).response());
            }
        };
    }

    private App app() {
        return new App(realm, Realms.EVERY_GRANT).secret(Realms.EVERY_GRANT);
    }

    private SignIn open(Browser browser, Pathway pathway) {
        return SignIn.open(browser.tab(), realm, Realms.EVERY_GRANT, pathway.parameters());
    }

    /** Signs in with password and code. */
    private SignIn enter(Browser browser, Pathway pathway, TestUser person) {
        SignIn signIn = open(browser, pathway).password(person);
        return signIn.code(mailOf(person.email(), signIn).code());
    }

    private HttpResponse<String> present(Pathway pathway, JsonNode tokens) {
        return switch (pathway) {
            case REFRESH -> app().refresh(tokens);
            case SECRET_CODE -> app().redeem(tokens.get("secret_code").asText());
            case PERMISSIONS -> app().token("grant_type=" + encode("urn:ietf:params:oauth:grant-type:uma-ticket")
                    + "&audience=" + Realms.EVERY_GRANT + "&subject_token=" + tokens.get("access_token").asText());
            default -> app().token("grant_type=" + encode("urn:ietf:params:oauth:grant-type:token-exchange")
                    + "&subject_token_type=" + encode("urn:ietf:params:oauth:token-type:access_token")
                    + "&subject_token=" + tokens.get("access_token").asText());
        };
    }

    private HttpResponse<String> passwordGrant(TestUser person, String more) {
        return app().token("grant_type=password&scope=openid&username=" + person.username() + "&password="
                + encode(TestUser.PASSWORD) + more);
    }

    private JsonNode device() {
        return Rest.json(app().post("/protocol/openid-connect/auth/device", "scope=openid"));
    }

    private SignIn atDevicePage(Browser browser, JsonNode device) {
        return SignIn.in(browser.tab().open(device.get("verification_uri_complete").asText()), realm);
    }

    private JsonNode backchannel(TestUser person) {
        return Rest.json(app().post("/protocol/openid-connect/ext/ciba/auth",
                "scope=openid&login_hint=" + person.username()));
    }

    private HttpResponse<String> poll(String grant, String name, JsonNode begun) {
        return app().token("grant_type=" + encode(grant) + '&' + name + '=' + encode(begun.get(name).asText()));
    }

    /** The result in a browser, in the words of the table. */
    private static String page(SignIn signIn) {
        Tab tab = signIn.tab();
        String location = tab.location().toString();
        assertFalse(TOKEN.matcher(location).find(), location);
        Matcher error = ERROR.matcher(location);
        if (error.find()) {
            return '`' + error.group(1) + '`';
        }
        if (signIn.asksForPassword()) {
            return "asked for the password";
        }
        if (tab.status() == 429) {
            return "asked to wait";
        }
        assertTrue(signIn.asksForCode(), tab::text);
        return tab.text().contains("Verify your email address") ? "asked to prove the address" : "asked for the code";
    }

    /** The answer to an app, in the words of the table. */
    private static String error(HttpResponse<String> answer) {
        assertFalse(TOKEN.matcher(answer.body()).find(), answer::body);
        return '`' + Rest.json(answer).path("error").asText(answer.body()) + '`';
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
