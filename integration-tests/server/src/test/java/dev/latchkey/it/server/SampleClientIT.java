package dev.latchkey.it.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenIntrospectionRequest;
import com.nimbusds.oauth2.sdk.TokenIntrospectionResponse;
import com.nimbusds.oauth2.sdk.TokenIntrospectionSuccessResponse;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.TokenRevocationRequest;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.token.Token;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import dev.latchkey.it.kit.Admin;
import dev.latchkey.it.kit.Browser;
import dev.latchkey.it.kit.Eventually;
import dev.latchkey.it.kit.Node;
import dev.latchkey.it.kit.SignIn;
import dev.latchkey.it.kit.SmtpServer;
import dev.latchkey.sample.BrowserOpener;
import dev.latchkey.sample.DeviceKey;
import dev.latchkey.sample.FileDeviceKey;
import dev.latchkey.sample.FileVault;
import dev.latchkey.sample.SampleClient;
import dev.latchkey.sample.SecretCodeGrant;
import dev.latchkey.sample.Session;
import dev.latchkey.sample.Start;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The sample client against the demo realm, and an OAuth library that knows nothing of Latchkey against the tokens that
 * a secret code is redeemed for.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SampleClientIT {

    private static final ClientID MOBILE = new ClientID("mobile");
    private static final String BACKEND = "mobile-confidential";
    private static final String PROTOCOL = "/protocol/openid-connect/";

    private final SmtpServer smtp = new SmtpServer();
    private final Node node = Probe.node("dev-file", "sample-client");

    @TempDir
    private Path phones;

    @BeforeAll
    void start() {
        node.start(server -> server.env("LATCHKEY_SMTP_PORT", Integer.toString(smtp.port())));
        // no test may wait long enough for another mail
        node.admin().withoutEndpointLimit().policy(Map.of("resend_cooldown_seconds", "600"));
    }

    @AfterAll
    void stop() {
        node.close();
        smtp.close();
    }

    @Test
    void aUserRegistersOnceTheAppRestartsSignsInWithTheCodeRefreshesAndLogsOutThenTheCodeIsDead() throws Exception {
        PhoneOwner person = person("nora");
        Session registered = app("nora", person).register();
        assertEquals(Admin.address("nora"), registered.user().getStringClaim("email"));
        assertEquals(true, registered.user().getBooleanClaim("email_verified"));
        String code = vault("nora").read().orElseThrow();

        SampleClient restarted = app("nora", person);
        Session session = session(restarted.start());
        assertEquals(1, person.pages());
        assertEquals(registered.user().getSubject(), session.user().getSubject());
        assertEquals(registered.user().getAuthenticationTime(), session.user().getAuthenticationTime());
        assertEquals("0", session.user().getACR().getValue());

        Session refreshed = restarted.refresh(session);
        assertNotEquals(session.accessToken().getValue(), refreshed.accessToken().getValue());
        assertEquals(session.user().getSubject(), refreshed.user().getSubject());

        restarted.signOut(refreshed);
        assertTrue(vault("nora").read().isEmpty());
        assertInstanceOf(Start.MustSignIn.class, restarted.start());
        assertThrows(IOException.class, () -> restarted.refresh(refreshed));
        assertRefused(ask(redemption(code), key("nora")));
        assertTrue(person.asksAgain().has("kc-form-login"));
    }

    @Test
    void aCodeThatIsRefusedWhileTheAccountIsLockedIsKeptAndSignsInAfterwards() throws Exception {
        PhoneOwner person = account("locked");
        app("locked", person).signIn();
        lock(person.user());
        assertInstanceOf(Start.MustSignIn.class, app("locked", person).start());
        Admin admin = node.admin();
        admin.call("DELETE", "/attack-detection/brute-force/users/" + admin.userId(person.user()), null);
        session(app("locked", person).start());
    }

    @Test
    void aCopyOfTheVaultWithoutTheKeyIsUselessAndTheAppIsNotAffected() throws Exception {
        PhoneOwner person = account("copied");
        app("copied", person).signIn();
        String copied = vault("copied").read().orElseThrow();
        assertRefused(ask(redemption(copied), new FileDeviceKey(phones.resolve("thief"))));
        assertRefused(ask(redemption(copied), null));
        session(app("copied", person).start());
        assertEquals(copied, vault("copied").read().orElseThrow(), "a code that is bound to a key does not rotate");
    }

    @Test
    void tokensOfARedemptionAreRefreshedAndRevokedByALibraryThatKnowsNothingOfCodes() throws Exception {
        PhoneOwner person = account("library");
        app("library", person).signIn();
        String code = vault("library").read().orElseThrow();
        DeviceKey key = key("library");
        TokenResponse redeemed = ask(redemption(code), key);
        assertTrue(redeemed.indicatesSuccess());

        TokenResponse refreshed = ask(new RefreshTokenGrant(
                redeemed.toSuccessResponse().getTokens().getRefreshToken()), key);
        assertTrue(refreshed.indicatesSuccess());
        assertFalse(refreshed.toSuccessResponse().getCustomParameters().containsKey(SecretCodeGrant.SECRET_CODE));

        revoke(refreshed.toSuccessResponse().getTokens().getAccessToken());
        assertTrue(ask(redemption(code), key).indicatesSuccess(), "an access token that is revoked ends no code");

        revoke(refreshed.toSuccessResponse().getTokens().getRefreshToken());
        assertRefused(ask(new RefreshTokenGrant(refreshed.toSuccessResponse().getTokens().getRefreshToken()), key));
        assertRefused(ask(redemption(code), key));
    }

    @Test
    void tokensOfARedemptionAreIntrospectedByTheBackendThatTheyAreMeantFor() throws Exception {
        PhoneOwner person = account("backend");
        app("backend", person).signIn();
        SampleClient app = app("backend", person);
        Session before = session(app.start());
        assertFalse(introspect(before.accessToken()).isActive(), "it is not meant for the backend");

        addressTokensToBackend();
        Session session = session(app.start());
        TokenIntrospectionSuccessResponse answer = introspect(session.accessToken());
        assertTrue(answer.isActive());
        assertEquals(session.user().getSubject(), answer.getSubject());
        assertEquals(MOBILE, answer.getClientID());
        assertEquals(key("backend").thumbprint(), answer.getJWKThumbprintConfirmation());
        assertFalse(answer.getScope().contains("secret_code"));

        app.signOut(session);
        assertFalse(introspect(session.accessToken()).isActive(), "nobody is signed in any more");
    }

    /** Shares the server of the outer class. */
    @Nested
    class WithoutABrowser extends NativeSampleClientScenarios {

        @Override
        Node node() {
            return node;
        }

        @Override
        SmtpServer smtp() {
            return smtp;
        }
    }

    private SampleClient app(String phone, BrowserOpener browser) throws IOException {
        return new SampleClient(URI.create(realm()), MOBILE.getValue(), vault(phone), key(phone), browser);
    }

    private FileVault vault(String phone) {
        return FileVault.ofSecretCode(phones.resolve(phone));
    }

    private DeviceKey key(String phone) {
        return new FileDeviceKey(phones.resolve(phone));
    }

    /** A user with an account. */
    private PhoneOwner account(String name) {
        return person(node.admin().users(name, 1).get(0));
    }

    private PhoneOwner person(String user) {
        return new PhoneOwner(node.baseUrl(), smtp, user);
    }

    private static Session session(Start start) {
        return assertInstanceOf(Start.SignedIn.class, start).session();
    }

    private static AuthorizationGrant redemption(String code) {
        return new SecretCodeGrant(code, new Scope("openid"));
    }

    private TokenResponse ask(AuthorizationGrant grant, DeviceKey key) throws IOException, ParseException {
        URI address = URI.create(realm() + PROTOCOL + "token");
        HTTPRequest request = new TokenRequest.Builder(address, MOBILE, grant).build().toHTTPRequest();
        if (key != null) {
            request.setDPoP(key.prove("POST", address));
        }
        return OIDCTokenResponseParser.parse(request.send());
    }

    private static void assertRefused(TokenResponse answer) {
        assertFalse(answer.indicatesSuccess());
        assertEquals("invalid_grant", answer.toErrorResponse().getErrorObject().getCode());
    }

    private void revoke(Token token) throws IOException {
        URI address = URI.create(realm() + PROTOCOL + "revoke");
        assertEquals(200, new TokenRevocationRequest(address, MOBILE, token).toHTTPRequest().send().getStatusCode());
    }

    private TokenIntrospectionSuccessResponse introspect(Token token) throws IOException, ParseException {
        URI address = URI.create(realm() + PROTOCOL + "token/introspect");
        String secret = node.admin().call("GET", "/clients/" + clientId(BACKEND) + "/client-secret", null)
                .get("value").asText();
        return TokenIntrospectionResponse.parse(new TokenIntrospectionRequest(address,
                new ClientSecretBasic(new ClientID(BACKEND), new Secret(secret)), token).toHTTPRequest().send())
                .toSuccessResponse();
    }

    /** Keycloak answers only clients that the token names as its audience. */
    private void addressTokensToBackend() {
        node.admin().call("POST", "/clients/" + clientId(MOBILE.getValue()) + "/protocol-mappers/models", Map.of(
                "name", "backend", "protocol", "openid-connect", "protocolMapper", "oidc-audience-mapper",
                "config", Map.of("included.client.audience", BACKEND, "access.token.claim", "true",
                        "introspection.token.claim", "true")));
    }

    private String clientId(String name) {
        return node.admin().call("GET", "/clients?clientId=" + name, null).get(0).get("id").asText();
    }

    /** Types wrong passwords until Keycloak's detector locks the account. */
    private void lock(String user) {
        Admin admin = node.admin();
        String failures = "/attack-detection/brute-force/users/" + admin.userId(user);
        for (int i = 1; i <= 5; i++) {
            SignIn guess = new SignIn(new Browser(node.baseUrl()), user);
            // until the detector has counted a failure, it refuses every attempt, and does not count it
            int expected = i;
            Eventually.see(Duration.ofMinutes(3), () -> {
                guess.open();
                guess.password("wrong");
                return admin.call("GET", failures, null).get("numFailures").asInt();
            }, counted -> counted >= expected);
        }
    }

    private String realm() {
        return node.baseUrl() + "/realms/" + Admin.REALM;
    }
}
