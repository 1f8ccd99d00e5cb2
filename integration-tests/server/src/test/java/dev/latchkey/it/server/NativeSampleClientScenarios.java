package dev.latchkey.it.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.dpop.DefaultDPoPProofFactory;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.UserInfoRequest;
import dev.latchkey.it.kit.Admin;
import dev.latchkey.it.kit.Eventually;
import dev.latchkey.it.kit.Mail;
import dev.latchkey.it.kit.Node;
import dev.latchkey.it.kit.SmtpServer;
import dev.latchkey.sample.FileDeviceKey;
import dev.latchkey.sample.FileVault;
import dev.latchkey.sample.NativeClient;
import dev.latchkey.sample.NativeSignIn;
import dev.latchkey.sample.PasswordReset;
import dev.latchkey.sample.Refusal;
import dev.latchkey.sample.Registration;
import dev.latchkey.sample.Session;
import dev.latchkey.sample.Step;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sample client with screens of its own, against the demo realm and its client {@code native}. */
abstract class NativeSampleClientScenarios {

    private static final ClientID NATIVE = new ClientID("native");
    private static final Duration MAIL_COMES = Duration.ofMinutes(3);
    private static final String PASSWORD = Admin.USER_PASSWORD;
    private static final String NEW_PASSWORD = "another " + PASSWORD;

    @TempDir
    private Path phones;

    /** The server, which is running. */
    abstract Node node();

    /** The server's mail server. */
    abstract SmtpServer smtp();

    @Test
    void aUserSignsUpTrustsTheDeviceResetsThePasswordAndEverythingOldIsRefused() throws Exception {
        String email = Admin.address("native-nora");
        NativeClient app = app("nora");
        signUp(app, email);
        Session first = signInWithCode(app, email, PASSWORD, true);
        assertEquals(email, first.user().getStringClaim("email"));
        assertEquals("DPoP", first.accessToken().getType().getValue());
        Session second = signedIn(app("nora").signIn().begin(email, PASSWORD));
        assertEquals(first.user().getSubject(), second.user().getSubject());
        RefreshToken refreshToken = refresh("nora", second.refreshToken()).toSuccessResponse().getTokens()
                .getRefreshToken();
        assertEquals(200, userInfo("nora", second.accessToken()));

        NativeSignIn oldSignIn = app("elsewhere").signIn();
        String oldCode = codeOf(email, oldSignIn.begin(email, PASSWORD));
        PasswordReset oldReset = app.passwordReset();
        String oldResetCode = codeOf(email, oldReset.begin(email));
        PasswordReset reset = app.passwordReset();
        assertInstanceOf(Step.Done.class, reset.verify(codeOf(email, reset.begin(email)), NEW_PASSWORD));

        assertEquals(401, userInfo("nora", second.accessToken()));
        TokenResponse refused = refresh("nora", refreshToken);
        assertFalse(refused.indicatesSuccess());
        assertEquals("invalid_grant", refused.toErrorResponse().getErrorObject().getCode());
        assertEquals(Refusal.WRONG_CREDENTIALS, refusal(oldSignIn.code(oldCode, true)));
        assertEquals(Refusal.WRONG_CODE, refusal(oldReset.verify(oldResetCode, "a third " + PASSWORD)));
        NativeSignIn onOldDevice = app("nora").signIn();
        assertTrue(device("nora").read().isPresent());
        String code = codeOf(email, onOldDevice.begin(email, NEW_PASSWORD));
        Session renewed = signedIn(onOldDevice.code(code, false));
        assertEquals(first.user().getSubject(), renewed.user().getSubject());
        // last: while Keycloak's detector counts a failure, it rejects the user
        assertEquals(Refusal.WRONG_CREDENTIALS, refusal(app("nora").signIn().begin(email, PASSWORD)));
    }

    @Test
    void aCopyOfTheTrustedDeviceWithoutTheKeyIsAskedForTheCode() throws Exception {
        String user = node().admin().users("native-copied", 1).get(0);
        signInWithCode(app("owner"), Admin.address(user), PASSWORD, true);
        String copied = device("owner").read().orElseThrow();

        device("thief").write(copied);
        assertInstanceOf(Step.EnterCode.class, app("thief").signIn().begin(user, PASSWORD));
        signedIn(app("owner").signIn().begin(user, PASSWORD));
        assertNotEquals(copied, device("owner").read().orElseThrow(), "each use hands out the next");
    }

    @Test
    void mistakesOfAUserAreAnsweredSoThatTheAppCanGoOn() throws Exception {
        NativeClient app = app("clumsy");
        assertEquals("email", assertInstanceOf(Step.Mend.class, app.registration().begin(
                Map.of("email", "no address", "firstName", "Nora", "lastName", "New"), PASSWORD))
                .errors().get(0).field());

        String email = Admin.address("native-clumsy");
        Registration registration = app.registration();
        Mail mail = mailOf(email, begin(registration, email));
        assertEquals(new Step.Refused(Refusal.WRONG_CODE, Optional.of(2)), registration.verify(mail.wrongCode()));
        assertEquals(Refusal.MALFORMED_CODE, refusal(registration.verify("none")));
        Step soon = registration.resend();
        assertTrue(soon instanceof Step.Later later && later.patience().toSeconds() > 0, soon::toString);
        NativeSignIn early = app.signIn();
        assertInstanceOf(Step.EnterCode.class, early.code(codeOf(email, early.begin(email, PASSWORD)), true),
                "the account is pending: its mailbox is to be proven");
        assertInstanceOf(Step.Done.class, registration.verify(mail.code()));

        NativeSignIn signIn = app.signIn();
        Mail codeMail = mailOf(email, signIn.begin(email, PASSWORD));
        assertEquals(new Step.Refused(Refusal.WRONG_CODE, Optional.of(2)), signIn.code(codeMail.wrongCode(), false));
        Eventually.see(MAIL_COMES, () -> failures(email), counted -> counted == 1);
        assertEquals(Refusal.MALFORMED_CODE, refusal(signIn.code("none", false)));
        assertInstanceOf(Step.Later.class, signIn.resend());
        signedIn(signIn.code(codeMail.code(), false));
        assertEquals(Optional.empty(), device("clumsy").read(), "nobody has asked for trust");
        assertEquals(Refusal.WRONG_CREDENTIALS, refusal(app.signIn().begin(email, "wrong")));
        assertEquals(Refusal.WRONG_CREDENTIALS, refusal(app.signIn().begin(Admin.address("nobody"), PASSWORD)));
    }

    /** While Keycloak's detector counts a failure, it rejects the user. */
    private int failures(String email) {
        Admin admin = node().admin();
        String id = admin.call("GET", "/users?exact=true&email=" + email, null).get(0).get("id").asText();
        return admin.call("GET", "/attack-detection/brute-force/users/" + id, null).get("numFailures").asInt();
    }

    private void signUp(NativeClient app, String email) throws IOException {
        Registration registration = app.registration();
        String code = codeOf(email, begin(registration, email));
        assertInstanceOf(Step.Done.class, registration.verify(code));
    }

    private static Step begin(Registration registration, String email) throws IOException {
        return registration.begin(Map.of("email", email, "firstName", "Nora", "lastName", "New"), PASSWORD);
    }

    private Session signInWithCode(NativeClient app, String email, String password, boolean trust)
            throws IOException {
        NativeSignIn signIn = app.signIn();
        return signedIn(signIn.code(codeOf(email, signIn.begin(email, password)), trust));
    }

    private static Session signedIn(Step step) {
        return assertInstanceOf(Step.SignedIn.class, step).session();
    }

    private static Refusal refusal(Step step) {
        return assertInstanceOf(Step.Refused.class, step).why();
    }

    private String codeOf(String email, Step asked) {
        return mailOf(email, asked).code();
    }

    /** The mail whose reference the app shows; notifications come to the same mailbox. */
    private Mail mailOf(String email, Step asked) {
        String reference = assertInstanceOf(Step.EnterCode.class, asked).mail().reference();
        return Eventually.see(MAIL_COMES, () -> smtp().mails().stream()
                .filter(mail -> mail.to().equals(email) && mail.text().contains("Reference: " + reference))
                .findFirst(), Optional::isPresent).orElseThrow();
    }

    private NativeClient app(String phone) throws IOException {
        return new NativeClient(URI.create(realm()), NATIVE.getValue(), device(phone), key(phone));
    }

    private FileVault device(String phone) {
        return FileVault.ofTrustedDevice(phones.resolve(phone));
    }

    private FileDeviceKey key(String phone) {
        return new FileDeviceKey(phones.resolve(phone));
    }

    private TokenResponse refresh(String phone, RefreshToken token) throws Exception {
        URI address = URI.create(realm() + "/protocol/openid-connect/token");
        HTTPRequest request = new TokenRequest.Builder(address, NATIVE, new RefreshTokenGrant(token)).build()
                .toHTTPRequest();
        request.setDPoP(key(phone).prove("POST", address));
        return OIDCTokenResponseParser.parse(request.send());
    }

    /** The status of an API's answer to the app's access token (RFC 9449, 7). */
    private int userInfo(String phone, AccessToken token) throws Exception {
        URI address = URI.create(realm() + "/protocol/openid-connect/userinfo");
        HTTPRequest request = new UserInfoRequest(address, token).toHTTPRequest();
        ECKey key = ECKey.parse(Files.readString(phones.resolve(phone).resolve("device-key.json")));
        request.setDPoP(new DefaultDPoPProofFactory(key, JWSAlgorithm.ES256)
                .createDPoPJWT(request.getMethod().name(), address, token));
        return request.send().getStatusCode();
    }

    private String realm() {
        return node().baseUrl() + "/realms/" + Admin.REALM;
    }
}
