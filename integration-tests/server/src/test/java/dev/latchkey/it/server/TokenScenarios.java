package dev.latchkey.it.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.it.kit.Admin;
import dev.latchkey.it.kit.ApprovalService;
import dev.latchkey.it.kit.Browser;
import dev.latchkey.it.kit.Page;
import dev.latchkey.it.kit.Ports;
import dev.latchkey.it.kit.SignIn;
import dev.latchkey.it.kit.TokenClient;
import dev.latchkey.quickstart.KeycloakServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What has to hold for every token that Keycloak issues, by whatever grant. */
abstract class TokenScenarios extends DatabaseScenarios {

    private static final String NOT_SET_UP = "invalid_grant: Account is not fully set up";

    private final ApprovalService approvals = new ApprovalService(Ports.free());
    private EveryGrant grants;

    @Override
    void options(KeycloakServer.Builder server) {
        super.options(server);
        server.option("spi-ciba-auth-channel--ciba-http-auth-channel--http-authentication-channel-uri",
                approvals.url());
    }

    @BeforeAll
    void registerTheApp() {
        grants = new EveryGrant(node(), approvals, signIn -> mail(signIn, 1).code());
        grants.register();
    }

    @AfterAll
    void stopApprovals() {
        approvals.close();
    }

    @ParameterizedTest
    @EnumSource
    void refreshTokensOfEveryGrantAreMarked(GrantWay way) {
        TokenClient.Grant grant = grants.begun(way, newcomer("marked-" + way.ordinal())).get();

        assertTrue(grant.given(), grant::error);
        assertMarked(grant);
    }

    @Test
    void refreshTokensOfAServiceAreMarked() {
        TokenClient.Grant grant = grants.app().grant(Map.of("grant_type", "client_credentials"));

        assertTrue(grant.given(), grant::error);
        assertMarked(grant);
    }

    private static void assertMarked(TokenClient.Grant grant) {
        JsonNode claims = grant.refreshClaims();
        assertTrue(claims.hasNonNull("latchkey_part"), claims::toString);
        assertTrue(claims.hasNonNull("latchkey_after"), claims::toString);
    }

    @ParameterizedTest
    @EnumSource
    void attack_pendingAccount_getsNoTokenByAnyGrant(GrantWay way) {
        String user = newcomer("pending-" + way.ordinal());
        Supplier<TokenClient.Grant> begun = grants.begun(way, user);
        admin().call("PUT", "/users/" + admin().userId(user), Map.of("emailVerified", false,
                "requiredActions", List.of("latchkey-verify-email")));

        assertEquals(NOT_SET_UP, begun.get().error());
    }

    @ParameterizedTest
    @EnumSource(names = "PASSWORD", mode = EnumSource.Mode.EXCLUDE)
    void attack_requestFromBeforeAllSignInsOfItsUserWereEnded_getsNoToken(GrantWay way) {
        String user = newcomer("ended-" + way.ordinal());
        Supplier<TokenClient.Grant> begun = grants.begun(way, user);
        admin().call("POST", "/users/" + admin().userId(user) + "/logout", null);

        TokenClient.Grant grant = begun.get();
        assertFalse(grant.given(), grant.response()::body);
        assertEquals(0, admin().call("GET", "/users/" + admin().userId(user) + "/sessions", null).size());
        if (way == GrantWay.BACKCHANNEL) {
            assertEquals("invalid_grant: The sign-ins of the user were ended since", grant.error());
        }
    }

    @ParameterizedTest
    @CsvSource({"https://every-grant.example, 200", ", 200", "https://another.example, 403"})
    void attack_accessTokenFromAnotherOrigin_readsNothing(String origin, int status) {
        Browser browser = withAccessToken(newcomer("origin-" + status + (origin == null)));
        Page devices = (origin == null ? browser : browser.header("Origin", origin))
                .get("/realms/" + Admin.REALM + "/latchkey-devices");

        assertEquals(status, devices.status(), devices::body);
        assertEquals(Optional.ofNullable(status == 200 ? origin : null),
                devices.headers().firstValue("Access-Control-Allow-Origin"));
    }

    /** A browser that calls the server with an access token for the data of a user, who has just signed in first. */
    final Browser withAccessToken(String user) {
        admin().call("POST", "/users/" + admin().userId(user) + "/role-mappings/realm",
                List.of(admin().call("GET", "/roles/default-roles-latchkey", null)));
        return new Browser(url()).header("Authorization", "Bearer " + grants.accessToken(user));
    }

    @Test
    void attack_appsResetFromAnotherOrigin_isRefused() {
        String path = "/realms/" + Admin.REALM + "/latchkey-otp/challenges";
        Map<String, String> reset = Map.of("client_id", "native", "purpose", "password_reset", "address",
                "nowhere@example.com");
        assertEquals(403, new Browser(url()).header("Origin", "https://another.example").postJson(path, reset)
                .status());
        assertEquals(202, new Browser(url()).postJson(path, reset).status());
    }

    /** Keycloak issues the tokens of the hybrid flow without its token endpoint. */
    @ParameterizedTest
    @EnumSource
    void attack_offlineAccessInASessionOfACode_isLeftOutOfTheHybridFlow(HybridAnswer answer) {
        String user = newcomer("hybrid-" + answer.ordinal());
        SignIn signIn = grants.signIn(user);
        String userId = admin().userId(user);
        probe().openedByCode(admin().call("GET", "/users/" + userId + "/sessions", null).get(0).get("id").asText());

        Page page = signIn.openFor(EveryGrant.ID, "openid offline_access", Map.of("prompt", "none", "nonce", "made-up",
                "response_type", answer.type));

        Map<String, String> given = fragment(page);
        assertTrue(given.containsKey("code"), () -> page.uri() + " " + page.text());
        String client = admin().call("GET", "/clients?clientId=" + EveryGrant.ID, null).get(0).get("id").asText();
        assertEquals(0, admin().call("GET", "/users/" + userId + "/offline-sessions/" + client, null).size());
        if (given.containsKey("access_token")) {
            JsonNode claims = TokenClient.Grant.claims(given.get("access_token"));
            assertFalse(claims.get("scope").asText().contains("offline_access"), claims::toString);
        }
    }

    /** What a hybrid flow answers besides a code. */
    enum HybridAnswer {
        TOKEN("code token"), ID_TOKEN("code id_token"), BOTH("code id_token token");

        private final String type;

        HybridAnswer(String type) {
            this.type = type;
        }
    }

    private static Map<String, String> fragment(Page page) {
        return Arrays.stream(String.valueOf(page.uri().getRawFragment()).split("&"))
                .map(parameter -> parameter.split("=", 2)).filter(parameter -> parameter.length == 2)
                .collect(Collectors.toMap(parameter -> parameter[0], parameter -> parameter[1]));
    }
}
