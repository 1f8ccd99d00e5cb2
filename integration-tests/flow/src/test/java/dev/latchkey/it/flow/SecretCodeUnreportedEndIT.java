package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.common.util.KeyUtils;
import org.keycloak.common.util.PemUtils;
import org.keycloak.crypto.AsymmetricSignatureSignerContext;
import org.keycloak.crypto.KeyWrapper;
import org.keycloak.jose.jws.JWSBuilder;
import org.keycloak.representations.LogoutToken;
import org.keycloak.representations.adapters.action.LogoutAction;
import org.keycloak.representations.idm.ClientScopeRepresentation;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.FederatedIdentityRepresentation;
import org.keycloak.representations.idm.IdentityProviderRepresentation;
import org.keycloak.representations.idm.ProtocolMapperRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.testframework.util.ApiUtil;

/** Ends of a session or a password that Keycloak reports by no event, or by an event that concerns another user. */
@StoppedClock
@KeycloakIntegrationTest(config = FlowServer.class)
class SecretCodeUnreportedEndIT extends SecretCodeTest {

    private static final String COMPANY = "company";

    @InjectRealm(ref = "home", config = Realms.PasswordOnly.class)
    ManagedRealm home;

    @Test
    void attack_copiedRefreshToken_endsTheCodeWithTheSession() {
        TestUser person = person();
        bindRefreshTokens();
        JsonNode tokens = signIn(mobile(), person);

        HttpResponse<String> refused = Rest.post("/realms/" + realm.getName() + "/protocol/openid-connect/token",
                "client_id=" + Realms.MOBILE + "&grant_type=refresh_token&refresh_token="
                        + tokens.get("refresh_token").asText(), Map.of("User-Agent", "curl/8.14.1"));

        assertEquals(400, refused.statusCode(), refused::body);
        assertEquals(List.of(), user(person).getUserSessions());
        assertRefused(mobile().redeem(next(tokens)));
        assertEquals(1, rows().endedCodes(person, "LOGGED_OUT"));
        assertEquals(1, events(person).count("LOGOUT"));
    }

    /** Refresh tokens of the app are bound to its fingerprint, and one from elsewhere ends the session. */
    private void bindRefreshTokens() {
        ProtocolMapperRepresentation mapper = new ProtocolMapperRepresentation();
        mapper.setName("session fingerprint");
        mapper.setProtocol("openid-connect");
        mapper.setProtocolMapper("latchkey-session-fingerprint");
        mapper.setConfig(Map.of("end_session", "true"));
        ClientScopeRepresentation scope = new ClientScopeRepresentation();
        scope.setName("fingerprint");
        scope.setProtocol("openid-connect");
        scope.setProtocolMappers(List.of(mapper));
        String id = ApiUtil.getCreatedId(realm.admin().clientScopes().create(scope));
        String client = realm.admin().clients().findByClientId(Realms.MOBILE).get(0).getId();
        realm.admin().clients().get(client).addDefaultClientScope(id);
        realm.cleanup().add(ended -> {
            ended.clients().get(client).removeDefaultClientScope(id);
            ended.clientScopes().get(id).remove();
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void attack_singleLogoutBySamlIdentityProvider_endsTheCodeOfTheSession(boolean withIndex) {
        addIdentityProvider();
        TestUser person = person();
        String code = code(mobile(), person);
        String index = "index" + NUMBER.incrementAndGet();
        String session = UUID.randomUUID().toString();
        link(person, index);
        new Directory(server, realm.getName()).brokered(person, session, COMPANY + '.' + index);
        rows().openedBy(code, person, realm.getId(), session);

        singleLogout("other" + index, withIndex ? "other" + index : "");
        code = next(assertRedeemed(mobile().redeem(code)));
        singleLogout(index, withIndex ? index : "");

        assertTrue(user(person).getUserSessions().stream().noneMatch(open -> open.getId().equals(session)));
        assertRefused(mobile().redeem(code));
        assertEquals(1, rows().endedCodes(person, "LOGGED_OUT"));
        assertEquals(1, events(person).count("LOGOUT"));
    }

    /** One body, which asks for a logout in UTF-8 and answers a sign-in in the encoding that the request names. */
    @Test
    void attack_singleLogoutHiddenInAnAnswerByItsEncoding_endsNothing() {
        TestUser person = person();
        TestUser identity = person(home, user -> user);
        String code = brokered(person, identity);
        addIdentityProvider();
        Tab tab = SignIn.open(browser().tab(), realm, Realms.APP, "&kc_idp_hint=" + COMPANY).tab();
        String relayState = tab.location().toString().replaceFirst(".*[?&]RelayState=([^&]+).*", "$1");

        String endpoint = FlowServer.BASE + "/realms/" + realm.getName() + "/broker/" + COMPANY + "/endpoint";
        String answer = Base64.getEncoder().encodeToString("""
                <samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" \
                xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="ID_%s" Version="2.0" IssueInstant="%s" \
                Destination="%s"><saml:Issuer>company</saml:Issuer><samlp:Status><samlp:StatusCode \
                Value="urn:oasis:names:tc:SAML:2.0:status:Responder"/></samlp:Status></samlp:Response>"""
                .formatted(UUID.randomUUID(), Instant.ofEpochMilli(clock().now()).truncatedTo(ChronoUnit.SECONDS),
                        endpoint).getBytes(StandardCharsets.UTF_8));
        String logout = Base64.getEncoder().encodeToString(logoutRequest(identity.id(), ""));
        tab.post(endpoint, "application/x-www-form-urlencoded; charset=utf-16", "%53AMLRequest="
                + URLEncoder.encode(logout, StandardCharsets.UTF_8) + "&SAMLResponse=" + inUtf16(answer)
                + "&RelayState=" + inUtf16(URLDecoder.decode(relayState, StandardCharsets.UTF_8)));

        assertEquals(415, tab.status(), tab::text);
        assertRedeemed(mobile().redeem(code));
        assertEquals(0, rows().endedCodes(person, "LOGGED_OUT"));
    }

    private static String inUtf16(String text) {
        return text.chars().mapToObj("%%00%%%02X"::formatted).collect(Collectors.joining());
    }

    private void link(TestUser person, String id) {
        FederatedIdentityRepresentation identity = new FederatedIdentityRepresentation();
        identity.setUserId(id);
        identity.setUserName(id);
        user(person).addFederatedIdentity(COMPANY, identity).close();
    }

    private void singleLogout(String user, String index) {
        HttpResponse<String> answer = postSingleLogout(user, index);
        assertTrue(answer.statusCode() < 400, answer::body);
    }

    private HttpResponse<String> postSingleLogout(String user, String index) {
        return Rest.post("/realms/" + realm.getName() + "/broker/" + COMPANY + "/endpoint",
                Rest.encode(Map.of("SAMLRequest",
                        Base64.getEncoder().encodeToString(logoutRequest(user, index)))), Map.of());
    }

    private void singleLogoutByRedirect(String index) {
        HttpResponse<String> answer = getSingleLogout("", "somebody", index);
        assertTrue(answer.statusCode() < 400, answer::body);
    }

    private HttpResponse<String> getSingleLogout(String path, String user, String index) {
        ByteArrayOutputStream deflated = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(deflated, new Deflater(-1, true))) {
            out.write(logoutRequest(user, index));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Rest.anonymous().get("/realms/" + realm.getName() + "/broker/" + COMPANY + "/endpoint" + path + '?'
                + Rest.encode(Map.of("SAMLRequest", Base64.getEncoder().encodeToString(deflated.toByteArray()))));
    }

    private byte[] logoutRequest(String user, String index) {
        String endpoint = FlowServer.BASE + "/realms/" + realm.getName() + "/broker/" + COMPANY + "/endpoint";
        return """
                <samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" \
                xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="ID_%s" Version="2.0" \
                IssueInstant="%s" Destination="%s"><saml:Issuer>company</saml:Issuer>\
                <saml:NameID>%s</saml:NameID>%s</samlp:LogoutRequest>""".formatted(UUID.randomUUID(),
                Instant.ofEpochMilli(clock().now()).truncatedTo(ChronoUnit.SECONDS), endpoint, user,
                index.isEmpty() ? "" : "<samlp:SessionIndex>" + index + "</samlp:SessionIndex>")
                .getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void attack_logoutsThatAreTooLong_areRefusedWithoutATrace() {
        addKeycloakAsIdentityProvider();
        String body = "logout_token=" + "x".repeat(1_100_000);
        ServerLog log = ServerLog.fromHere();
        for (String path : List.of("/protocol/openid-connect/logout/backchannel-logout",
                "/broker/" + COMPANY + "/endpoint/k_logout")) {
            HttpResponse<String> answer = Rest.post("/realms/" + realm.getName() + path, body, Map.of());
            assertEquals(413, answer.statusCode(), () -> path + answer.body());
        }
        log.assertNoTrace();
    }

    private void addIdentityProvider() {
        realm.admin().identityProviders().create(samlProvider()).close();
        realm.cleanup().add(ended -> ended.identityProviders().get(COMPANY).remove());
    }

    private static IdentityProviderRepresentation samlProvider() {
        IdentityProviderRepresentation provider = new IdentityProviderRepresentation();
        provider.setAlias(COMPANY);
        provider.setProviderId("saml");
        provider.setEnabled(true);
        provider.setHideOnLogin(true);
        provider.setConfig(new HashMap<>(Map.of("singleSignOnServiceUrl", FlowServer.BASE + "/sso",
                "singleLogoutServiceUrl", FlowServer.BASE + "/slo", "idpEntityId", COMPANY, "postBindingLogout",
                "true")));
        return provider;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void attack_backchannelLogoutOfAnOfflineSession_endsTheCode(boolean withSession) {
        KeyPair key = addKeycloakAsIdentityProvider();
        TestUser person = person();
        String code = code(mobile(), person);
        String id = "identity" + NUMBER.incrementAndGet();
        String session = UUID.randomUUID().toString();
        // Keycloak finds offline sessions by the account that the identity is linked to
        link(person, id);
        new Directory(server, realm.getName()).brokeredOffline(person, session, COMPANY + '.' + id, Realms.MOBILE);
        rows().openedBy(code, person, realm.getId(), session);

        assertEquals(200, backchannelLogout(key, "other" + id, withSession ? "other" + id : null, true));
        assertEquals(200, backchannelLogout(key, id, withSession ? id : null, false));
        assertEquals(400, backchannelLogout(KeyUtils.generateRsaKeyPair(2048), id, withSession ? id : null, true));
        code = next(assertRedeemed(mobile().redeem(code)));
        assertEquals(200, backchannelLogout(key, id, withSession ? id : null, true));

        assertRefused(mobile().redeem(code));
        assertEquals(1, rows().endedCodes(person, "LOGGED_OUT"));
        assertEquals(1, events(person).count("LOGOUT"));
    }

    private int backchannelLogout(KeyPair key, String subject, String sid, boolean offline) {
        LogoutToken token = new LogoutToken();
        token.id(UUID.randomUUID().toString()).issuer(COMPANY).subject(subject).audience(COMPANY)
                .iat(clock().now() / 1000).exp(clock().now() / 1000 + 60);
        token.setSid(sid);
        token.putEvents("http://schemas.openid.net/event/backchannel-logout", Map.of());
        token.putEvents("revoke_offline_access", offline);
        return Rest.post("/realms/" + realm.getName() + "/protocol/openid-connect/logout/backchannel-logout",
                Rest.encode(Map.of("logout_token", signed(key, token))), Map.of()).statusCode();
    }

    @Test
    void attack_legacyLogoutOfAKeycloakAsIdentityProvider_endsTheCodeOfTheSession() {
        KeyPair key = addKeycloakAsIdentityProvider();
        TestUser person = person();
        String code = code(mobile(), person);
        String sid = "sid" + NUMBER.incrementAndGet();
        String session = UUID.randomUUID().toString();
        new Directory(server, realm.getName()).brokered(person, session, COMPANY + '.' + sid);
        rows().openedBy(code, person, realm.getId(), session);

        assertEquals(200, legacyLogout(key, "other" + sid));
        assertEquals(400, legacyLogout(KeyUtils.generateRsaKeyPair(2048), sid));
        code = next(assertRedeemed(mobile().redeem(code)));
        assertEquals(200, legacyLogout(key, sid));

        assertTrue(user(person).getUserSessions().stream().noneMatch(open -> open.getId().equals(session)));
        assertRefused(mobile().redeem(code));
        assertEquals(1, rows().endedCodes(person, "LOGGED_OUT"));
        assertEquals(1, events(person).count("LOGOUT"));
    }

    private int legacyLogout(KeyPair key, String sid) {
        LogoutAction action = new LogoutAction(UUID.randomUUID().toString(), (int) (clock().now() / 1000) + 60, COMPANY,
                null, 0, List.of(sid));
        return Rest.postText("/realms/" + realm.getName() + "/broker/" + COMPANY + "/endpoint/k_logout",
                signed(key, action)).statusCode();
    }

    private static String signed(KeyPair pair, Object content) {
        KeyWrapper key = new KeyWrapper();
        key.setAlgorithm("RS256");
        key.setPrivateKey(pair.getPrivate());
        return new JWSBuilder().jsonContent(content).sign(new AsymmetricSignatureSignerContext(key));
    }

    private KeyPair addKeycloakAsIdentityProvider() {
        KeyPair key = KeyUtils.generateRsaKeyPair(2048);
        IdentityProviderRepresentation provider = new IdentityProviderRepresentation();
        provider.setAlias(COMPANY);
        provider.setProviderId("keycloak-oidc");
        provider.setEnabled(true);
        provider.setHideOnLogin(true);
        provider.setConfig(Map.of("authorizationUrl", FlowServer.BASE + "/auth", "tokenUrl", FlowServer.BASE + "/token",
                "issuer", COMPANY, "clientId", COMPANY, "clientSecret", COMPANY, "validateSignature", "true",
                "publicKeySignatureVerifier", PemUtils.encodeKey(key.getPublic())));
        realm.admin().identityProviders().create(provider).close();
        realm.cleanup().add(ended -> ended.identityProviders().get(COMPANY).remove());
        return key;
    }

    /** The phone's session is one that the code has opened: the provider does not know it. */
    @ParameterizedTest
    @CsvSource({"user, true", "user, false", "session, true", "legacy, true", "name, true", "index, true",
        "redirect, false"})
    void attack_providersLogoutAfterTheSessionOfTheSignInHasExpired_endsTheCode(String kind, boolean redeemed) {
        TestUser person = person();
        TestUser identity = person(home, user -> user);
        TestUser other = person(home, user -> user);
        String code = brokered(person, identity);
        String sid = home.admin().users().get(identity.id()).getUserSessions().get(0).getId();
        user(person).getUserSessions().forEach(session -> expire(realm, session.getId()));
        JsonNode tokens = redeemed ? assertRedeemed(mobile().redeem(code)) : null;
        if (!redeemed) {
            // what is remembered of the session itself is deleted by now
            pass(Duration.ofHours(26));
            rows().sweep();
            rows().purge();
        }
        Consumer<String> logout = logouts(kind);

        logout.accept(kind.equals("user") || kind.equals("name") ? other.id() : "other" + sid);
        code = next(assertRedeemed(mobile().redeem(redeemed ? next(tokens) : code)));
        logout.accept(kind.equals("user") || kind.equals("name") ? identity.id() : sid);

        assertRefused(mobile().redeem(code));
        assertEquals(1, rows().endedCodes(person, "LOGGED_OUT"));
        assertEquals(List.of(), user(person).getUserSessions());
        if (redeemed) {
            assertEquals(400, mobile().refresh(tokens).statusCode());
        }
    }

    /** Nothing was proven in the tabs, and Keycloak removes the tabs of the first session alone. */
    @Test
    void attack_tabsOfSessionsThatTheirProviderEnds_openNoSession() {
        TestUser person = person();
        TestUser identity = person(home, user -> user);
        List<SignIn> waiting = new ArrayList<>();
        atProvider(person, identity, () -> {
            for (Browser browser : List.of(browser(), browser())) {
                brokered(browser, identity);
                // at the consent
                waiting.add(new App(realm, Realms.MOBILE_WITH_CONSENT).open(browser));
            }
        });
        waiting.forEach(signIn -> assertFalse(signIn.asksForPassword(), signIn.tab()::text));
        KeyPair key = addKeycloakAsIdentityProvider();
        // lost with the provider of the sign-ins; Keycloak finds the sessions by it
        link(person, identity.id());

        assertEquals(200, backchannelLogout(key, identity.id(), null, false));
        assertEquals(List.of(), user(person).getUserSessions());
        waiting.forEach(signIn -> {
            signIn.tab().click("kc-login");
            assertFalse(signIn.done(), signIn.tab()::text);
        });

        assertEquals(List.of(), user(person).getUserSessions());
    }

    /** A code that a user gets who signs in at the provider. */
    private String brokered(TestUser person, TestUser identity) {
        AtomicReference<String> code = new AtomicReference<>();
        atProvider(person, identity, () -> code.set(next(mobile().exchange(brokered(browser(), identity)))));
        return code.get();
    }

    private SignIn brokered(Browser browser, TestUser identity) {
        SignIn signIn = mobile().open(browser, "&kc_idp_hint=" + COMPANY).password(identity);
        assertTrue(signIn.done(), signIn.tab()::text);
        return signIn;
    }

    private void atProvider(TestUser person, TestUser identity, Runnable signIns) {
        IdentityProviderRepresentation provider = Realms.home();
        provider.setAlias(COMPANY);
        provider.setHideOnLogin(true);
        realm.admin().identityProviders().create(provider).close();
        try {
            link(person, identity.id());
            signIns.run();
        } finally {
            // its successors of the same name log out with keys that are known here
            realm.admin().identityProviders().get(COMPANY).remove();
        }
    }

    private Consumer<String> logouts(String kind) {
        if (List.of("name", "index", "redirect").contains(kind)) {
            addIdentityProvider();
            return id -> {
                switch (kind) {
                    case "name" -> singleLogout(id, "");
                    case "index" -> singleLogout("somebody", id);
                    default -> singleLogoutByRedirect(id);
                }
            };
        }
        KeyPair key = addKeycloakAsIdentityProvider();
        return id -> assertEquals(200, switch (kind) {
            case "user" -> backchannelLogout(key, id, null, false);
            case "session" -> backchannelLogout(key, "somebody", id, false);
            default -> legacyLogout(key, id);
        });
    }

    /** A logout that Keycloak refuses, because another key has signed it or it is for another server. */
    @Test
    void attack_refusedLogoutInAProvidersName_endsNoCode() {
        TestUser person = person();
        TestUser identity = person(home, user -> user);
        String code = brokered(person, identity);
        String sid = home.admin().users().get(identity.id()).getUserSessions().get(0).getId();
        user(person).getUserSessions().forEach(session -> expire(realm, session.getId()));
        addKeycloakAsIdentityProvider();
        KeyPair wrong = KeyUtils.generateRsaKeyPair(2048);
        assertEquals(400, backchannelLogout(wrong, identity.id(), null, true));
        assertEquals(400, legacyLogout(wrong, sid));
        realm.admin().identityProviders().get(COMPANY).remove();
        IdentityProviderRepresentation saml = samlProvider();
        saml.getConfig().put("validateSignature", "true");
        saml.getConfig().put("wantAuthnRequestsSigned", "true");
        realm.admin().identityProviders().create(saml).close();
        assertEquals(400, postSingleLogout(identity.id(), "").statusCode());
        assertEquals(400, getSingleLogout("", identity.id(), "").statusCode());
        assertEquals(200, getSingleLogout("/descriptor", identity.id(), "").statusCode(), "metadata for everybody");
        assertRedeemed(mobile().redeem(code));
    }

    @Test
    void attack_logoutOfAnotherUserInAReusedSession_endsNoCode() {
        TestUser person = person();
        Browser browser = browser();
        // a page that is open in another tab keeps the id
        SignIn page = mobile().open(browser);
        JsonNode tokens = signIn(mobile(), browser, person);
        String sessionId = Rest.claims(tokens, "access_token").get("sid").asText();
        expire(realm, sessionId);
        TestUser other = person();
        JsonNode others = mobile().exchange(page.password(other));
        assertEquals(sessionId, Rest.claims(others, "access_token").get("sid").asText(), "Keycloak reuses the id");

        assertEquals(204, mobile().post("/protocol/openid-connect/logout",
                "refresh_token=" + others.get("refresh_token").asText()).statusCode());

        assertRefused(mobile().redeem(next(others)));
        assertRedeemed(mobile().redeem(next(tokens)));
    }

    @Test
    void attack_deletedPassword_endsTheCode() {
        TestUser person = person();
        String code = code(mobile(), person);
        deletePassword(person);
        assertRefused(mobile().redeem(code));
        assertEquals(1, rows().endedCodes(person, "PASSWORD_CHANGED"));
    }

    private void deletePassword(TestUser person) {
        user(person).credentials().stream()
                .filter(credential -> credential.getType().equals(CredentialRepresentation.PASSWORD))
                .forEach(credential -> user(person).removeCredential(credential.getId()));
    }
}
