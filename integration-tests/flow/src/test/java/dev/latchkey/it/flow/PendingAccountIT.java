package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.keycloak.common.util.KeyUtils;
import org.keycloak.common.util.PemUtils;
import org.keycloak.jose.jws.JWSBuilder;
import org.keycloak.representations.JsonWebToken;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.FederatedIdentityRepresentation;
import org.keycloak.representations.idm.IdentityProviderRepresentation;
import org.keycloak.representations.idm.ProtocolMapperRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** How a pending account is named and what it is asked for; {@link PathwayMatrixIT} shows that it gets no token. */
@KeycloakIntegrationTest(config = FlowServer.class)
class PendingAccountIT extends UnverifiedUserTest {

    private static final String ISSUER = "https://elsewhere.example";

    @Test
    void attack_pendingAccountByRefresh_isRefusedUntilTheMailboxIsProven() {
        TestUser person = person();
        JsonNode tokens = tokens(person);
        pend(person);
        assertRefused(direct("grant_type=refresh_token&refresh_token=" + tokens.get("refresh_token").asText()));
        vouch(person);
        assertEquals(200, direct("grant_type=refresh_token&refresh_token="
                + tokens.get("refresh_token").asText()).statusCode());
    }

    @Test
    void aRefreshThatIsRefusedToAPendingAccountSpendsNoToken() {
        realm.updateWithCleanup(update -> {
            update.build().setRevokeRefreshToken(true);
            return update;
        });
        TestUser person = person();
        String refresh = "grant_type=refresh_token&refresh_token=" + tokens(person).get("refresh_token").asText();
        pend(person);
        assertRefused(direct(refresh));
        // longer than the time in which a client that authenticates may repeat a refresh whose answer was lost
        time.set(20);
        assertRefused(direct(refresh));
        vouch(person);
        time.set(40);
        assertEquals(200, direct(refresh).statusCode());
        time.set(60);
        assertEquals(400, direct(refresh).statusCode(), "it is used once all the same");
    }

    @Test
    void attack_pendingAccountByTheSingleSignOnCookieOrAnActionOfItsOwnChoice_meetsTheProofFirst() {
        TestUser person = person();
        Browser browser = browser();
        SignIn signIn = afterPassword(browser, person);
        assertTrue(signIn.code(mailOf(person.email(), signIn).code()).done());
        pend(person);
        for (String more : List.of("", "&kc_action=CONFIGURE_TOTP", "&kc_action=UPDATE_PASSWORD", "&prompt=none")) {
            SignIn again = SignIn.open(browser.tab(), realm, Realms.APP, more);
            assertFalse(again.done(), again.tab()::text);
            assertFalse(again.tab().has("kc-totp-settings-form") || again.tab().has("kc-passwd-update-form"), more);
        }
    }

    @Test
    void attack_pendingAccountByAnAssertionOfAnIdentityProvider_isRefusedUntilTheMailboxIsProven() {
        KeyPair keys = KeyUtils.generateRsaKeyPair(2048);
        trust(keys);
        TestUser person = person();
        FederatedIdentityRepresentation link = new FederatedIdentityRepresentation();
        link.setUserId(person.id());
        link.setUserName(person.username());
        realm.admin().users().get(person.id()).addFederatedIdentity(Realms.ASSERTIONS, link).close();

        assertEquals(200, assertion(keys, person).statusCode());
        pend(person);
        assertRefused(assertion(keys, person));
    }

    private void trust(KeyPair keys) {
        IdentityProviderRepresentation provider = new IdentityProviderRepresentation();
        provider.setAlias(Realms.ASSERTIONS);
        provider.setProviderId("jwt-authorization-grant");
        provider.setEnabled(true);
        provider.setConfig(Map.of("issuer", ISSUER, "publicKeySignatureVerifier",
                PemUtils.encodeKey(keys.getPublic())));
        realm.admin().identityProviders().create(provider).close();
        realm.cleanup().add(ended -> ended.identityProviders().get(Realms.ASSERTIONS).remove());
    }

    /** An app presents an identity provider's assertion about a user (RFC 7523). */
    private HttpResponse<String> assertion(KeyPair keys, TestUser person) {
        JsonWebToken word = new JsonWebToken().id(UUID.randomUUID().toString()).issuer(ISSUER).subject(person.id())
                .audience(realm.getBaseUrl()).iat(Instant.now().getEpochSecond())
                .exp(Instant.now().getEpochSecond() + 60);
        return new App(realm, Realms.EVERY_GRANT).secret(Realms.EVERY_GRANT)
                .token("grant_type=" + encode("urn:ietf:params:oauth:grant-type:jwt-bearer") + "&assertion="
                        + new JWSBuilder().jsonContent(word).rsa256(keys.getPrivate()));
    }

    @Test
    void whatTokensAndRestCallAnAccount() {
        ProtocolMapperRepresentation mapper = new ProtocolMapperRepresentation();
        mapper.setName("account status");
        mapper.setProtocol("openid-connect");
        mapper.setProtocolMapper("latchkey-account-status");
        mapper.setConfig(Map.of("access.token.claim", "true", "id.token.claim", "true",
                "userinfo.token.claim", "true"));
        ClientRepresentation client = realm.admin().clients().findByClientId(Realms.DIRECT_APP).get(0);
        realm.admin().clients().get(client.getId()).getProtocolMappers().createMapper(mapper).close();
        TestUser person = person();
        assertEquals("active", Rest.claims(tokens(person), "access_token").get("account_status").asText());

        String path = "/admin/realms/" + realm.getName() + "/latchkey-otp/users/" + person.id();
        assertEquals("active", Rest.json(Rest.admin().get(path)).get("account_status").asText());
        pend(person);
        assertEquals("pending", Rest.json(Rest.admin().get(path)).get("account_status").asText());
        vouch(person);
        assertEquals("active", Rest.json(withRole("view-users").get(path)).get("account_status").asText());

        assertEquals(401, Rest.anonymous().get(path).statusCode());
        assertEquals(403, Rest.as(realm, person()).get(path).statusCode());
        assertEquals(403, withRole("view-realm").get(path).statusCode());
        assertEquals(404, Rest.admin().get("/admin/realms/" + realm.getName() + "/latchkey-otp/users/nobody")
                .statusCode());
    }

    @Test
    void whereTheRealmHasTheActionTurnedOffAnAccountIsPendingNowhere() {
        TestUser person = person();
        pend(person);
        assertRefused(passwordGrant(person));
        action.turn(false);
        try {
            assertActiveEverywhere(person);
        } finally {
            action.turn(true);
        }
        assertRefused(passwordGrant(person));
        assertEquals("pending", status(person));
    }

    @Test
    void whereTheRealmDoesNotKnowTheActionAnAccountIsPendingNowhere() {
        TestUser person = person();
        pend(person);
        realm.admin().flows().removeRequiredAction(VerifyEmail.ACTION);
        try {
            assertActiveEverywhere(person);
        } finally {
            VerifyEmail.in(realm);
        }
        assertEquals("pending", status(person));
    }

    private void assertActiveEverywhere(TestUser person) {
        assertEquals("active", status(person));
        SignIn signIn = afterPassword(person);
        assertTrue(signIn.code(mailOf(person.email(), signIn).code()).done(), signIn.tab()::text);
        JsonNode tokens = new App(realm, Realms.APP).exchange(signIn);
        assertEquals(200, new App(realm, Realms.APP).refresh(tokens).statusCode(), "the token endpoint agrees");
    }

    private String status(TestUser person) {
        return Rest.json(Rest.admin().get("/admin/realms/" + realm.getName() + "/latchkey-otp/users/" + person.id()))
                .get("account_status").asText();
    }

    private HttpResponse<String> passwordGrant(TestUser person) {
        return direct("grant_type=password&scope=openid&username=" + person.username() + "&password="
                + encode(TestUser.PASSWORD));
    }

    private JsonNode tokens(TestUser person) {
        return Rest.json(passwordGrant(person));
    }

    private HttpResponse<String> direct(String form) {
        return new App(realm, Realms.DIRECT_APP).token(form);
    }

    private static void assertRefused(HttpResponse<String> answer) {
        assertEquals(400, answer.statusCode(), answer.body());
        assertEquals("invalid_grant", Rest.json(answer).get("error").asText());
        assertFalse(answer.body().contains("access_token"), answer.body());
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
