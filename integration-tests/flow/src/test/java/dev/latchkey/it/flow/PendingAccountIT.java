package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.ProtocolMapperRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** A pending account gets no token, by whatever grant. */
@KeycloakIntegrationTest(config = FlowServer.class)
class PendingAccountIT extends DoorsTest {

    @Test
    void attack_pendingAccountByThePasswordGrant_isRefused() {
        String email = freshAddress();
        signUp(email, Person.PASSWORD);
        assertRefused(direct("grant_type=password&username=" + email + "&password=" + encode(Person.PASSWORD)));
    }

    @Test
    void attack_pendingAccountByAnAuthorizationCodeFromBefore_isRefused() {
        Person person = person();
        SignIn signIn = afterPassword(person);
        signIn.code(mailOf(person.email(), signIn).code());
        pend(person);
        assertRefused(new App(realm, Realms.APP).token("grant_type=authorization_code&code="
                + signIn.authorizationCode() + "&redirect_uri=" + encode(realm.getBaseUrl())));
    }

    @Test
    void attack_pendingAccountByRefresh_isRefusedUntilTheMailboxIsProven() {
        Person person = person();
        JsonNode tokens = tokens(person);
        pend(person);
        assertRefused(direct("grant_type=refresh_token&refresh_token=" + tokens.get("refresh_token").asText()));
        vouch(person);
        assertEquals(200, direct("grant_type=refresh_token&refresh_token="
                + tokens.get("refresh_token").asText()).statusCode());
    }

    @Test
    void attack_pendingAccountByTokenExchange_isRefused() {
        ClientRepresentation broker = realm.admin().clients().findByClientId(Realms.BROKER).get(0);
        broker.setDirectAccessGrantsEnabled(true);
        broker.getAttributes().put("standard.token.exchange.enabled", "true");
        realm.admin().clients().get(broker.getId()).update(broker);
        App app = new App(realm, Realms.BROKER).secret(Realms.BROKER);
        Person person = person();
        JsonNode tokens = Rest.json(app.token("grant_type=password&username=" + person.username() + "&password="
                + encode(Person.PASSWORD)));
        String exchange = "grant_type=" + encode("urn:ietf:params:oauth:grant-type:token-exchange")
                + "&subject_token_type=" + encode("urn:ietf:params:oauth:token-type:access_token")
                + "&subject_token=" + tokens.get("access_token").asText();
        HttpResponse<String> before = app.token(exchange);
        assertEquals(200, before.statusCode(), before.body());
        pend(person);
        assertRefused(app.token(exchange));
    }

    @Test
    void attack_pendingAccountByTheSingleSignOnCookieOrAnActionOfItsOwnChoice_meetsTheProofFirst() {
        Person person = person();
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
    void whatTokensAndRestCallAnAccount() {
        ProtocolMapperRepresentation mapper = new ProtocolMapperRepresentation();
        mapper.setName("account status");
        mapper.setProtocol("openid-connect");
        mapper.setProtocolMapper("latchkey-account-status");
        mapper.setConfig(Map.of("access.token.claim", "true", "id.token.claim", "true",
                "userinfo.token.claim", "true"));
        ClientRepresentation client = realm.admin().clients().findByClientId(Realms.DIRECT_APP).get(0);
        realm.admin().clients().get(client.getId()).getProtocolMappers().createMapper(mapper).close();
        Person person = person();
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

    private JsonNode tokens(Person person) {
        return Rest.json(direct("grant_type=password&scope=openid&username=" + person.username() + "&password="
                + encode(Person.PASSWORD)));
    }

    private HttpResponse<String> direct(String form) {
        return new App(realm, Realms.DIRECT_APP).token(form);
    }

    private static void assertRefused(HttpResponse<String> answer) {
        assertEquals(400, answer.statusCode(), answer.body());
        assertEquals("invalid_grant", Rest.json(answer).get("error").asText());
        assertFalse(answer.body().contains("access_token"), answer.body());
    }

    /** An admin has this person prove the mailbox again. */
    private void pend(Person person) {
        change(person, false, List.of(VerifyEmail.ACTION));
    }

    private void vouch(Person person) {
        change(person, true, List.of());
    }

    private void change(Person person, boolean verified, List<String> actions) {
        UserRepresentation user = realm.admin().users().get(person.id()).toRepresentation();
        user.setEmailVerified(verified);
        user.setRequiredActions(actions);
        realm.admin().users().get(person.id()).update(user);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
