package dev.latchkey.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NativeSignInTest {

    private static final String MORE = "insufficient_authorization";

    @TempDir
    private Path phone;

    private FakeRealm realm;
    private Vault device;
    private NativeClient app;
    private NativeSignIn signIn;

    @BeforeEach
    void install() throws IOException {
        realm = new FakeRealm();
        device = FileVault.ofTrustedDevice(phone);
        app = realm.nativeApp(device, new FileDeviceKey(phone));
        signIn = app.signIn();
        realm.answers(request -> realm.granted("mobile", asked(0).get("nonce"), Map.of()));
    }

    @AfterEach
    void close() {
        realm.close();
    }

    @Test
    void passwordThenCodeThenTokens() throws IOException {
        says(403, Map.of("error", MORE, "otp_required", true, "masked_email", "u•••", "reference", "K7QX",
                "expires_in", 600, "trust_days", 30, "auth_session", "first"));
        assertEquals(new MailedCode("K7QX", Optional.of("u•••"), Duration.ofMinutes(10), Optional.of(30)),
                assertInstanceOf(Step.EnterCode.class, signIn.begin("uma", "secret & more")).mail());
        assertTrue(signIn.underWay());

        says(403, Map.of("error", MORE, "otp_required", true, "otp_error", "wrong", "attempts_left", 2,
                "auth_session", "second"));
        assertEquals(new Step.Refused(Refusal.WRONG_CODE, Optional.of(2)), signIn.code("000000", true));

        says(200, Map.of("authorization_code", "code"));
        assertEquals("uma", assertInstanceOf(Step.SignedIn.class, signIn.code("123456", false)).session().user()
                .getSubject().getValue());
        assertFalse(signIn.underWay());

        assertEquals("secret & more", asked(0).get("password"));
        assertEquals(List.of("000000", "true", "first"), List.of(asked(1).get("otp"), asked(1).get("trust_device"),
                asked(1).get("auth_session")));
        assertEquals("second", asked(2).get("auth_session"), "the newest");
        assertFalse(asked(2).containsKey("trust_device"));
    }

    @Test
    void theCodeIsBoundToTheVerifierAndEveryRequestProvesTheSameKey() throws Exception {
        asksForCode("first");
        signIn.begin("uma", "secret");
        says(200, Map.of("authorization_code", "code"));
        signIn.code("123456", false);

        Map<String, String> redemption = asked(2);
        assertEquals("code", redemption.get("code"));
        assertFalse(redemption.containsKey("redirect_uri"));
        assertEquals("S256", asked(0).get("code_challenge_method"));
        assertEquals(asked(0).get("code_challenge"), CodeChallenge.compute(CodeChallengeMethod.S256,
                new CodeVerifier(redemption.get("code_verifier"))).getValue());
        Set<String> keys = new HashSet<>();
        Set<String> proofs = new HashSet<>();
        for (Map<String, String> request : realm.requests()) {
            SignedJWT proof = SignedJWT.parse(request.get("DPoP"));
            assertEquals(realm.issuer() + request.get("path"), proof.getJWTClaimsSet().getClaim("htu"));
            keys.add(proof.getHeader().getJWK().computeThumbprint().toString());
            proofs.add(proof.getJWTClaimsSet().getJWTID());
        }
        assertEquals(1, keys.size());
        assertEquals(3, proofs.size());
    }

    @Test
    void everySignInHasAVerifierOfItsOwn() throws IOException {
        asksForCode("first");
        signIn.begin("uma", "secret");
        app.signIn().begin("uma", "secret");
        assertNotEquals(asked(0).get("code_challenge"), asked(1).get("code_challenge"));
        assertNotEquals(asked(0).get("nonce"), asked(1).get("nonce"));
    }

    @Test
    void anIdTokenOfAnotherSignInIsRefused() throws IOException {
        says(200, Map.of("authorization_code", "code"));
        realm.answers(request -> realm.granted("mobile", "another", Map.of()));
        assertThrows(IOException.class, () -> signIn.begin("uma", "secret"));
    }

    @Test
    void aTrustedDeviceIsKeptBeforeTheTokensAreAskedForAndSentWithTheNextSignIn() throws IOException {
        says(200, Map.of("authorization_code", "code", "auth_session", "device"));
        realm.answers(request -> null);
        assertThrows(IOException.class, () -> signIn.begin("uma", "secret"));
        assertEquals(Optional.of("device"), device.read());

        asksForCode("first");
        app.signIn().begin("uma", "secret");
        assertEquals("device", asked(realm.requests().size() - 1).get("auth_session"));
    }

    @Test
    void aSignInThatIsLeftHalfWayLeavesTheDevice() throws IOException {
        device.write("device");
        asksForCode("first~device");
        signIn.begin("uma", "secret");
        assertEquals(Optional.of("device"), device.read());
    }

    @Test
    void withoutAuthSessionInTheEndThereIsNothingToKeep() throws IOException {
        device.write("device");
        says(200, Map.of("authorization_code", "code"));
        signIn.begin("uma", "secret");
        assertEquals(Optional.empty(), device.read());
    }

    @Test
    void aKeptSecretThatIsNoneIsForgottenSoThatTheNextSignInWorks() throws IOException {
        device.write("rubbish");
        says(400, Map.of("error", "invalid_session"));
        assertEquals(new Step.Refused(Refusal.OVER, Optional.empty()), signIn.begin("uma", "secret"));
        assertEquals(Optional.empty(), device.read());
    }

    @Test
    void aSignInThatIsOverLeavesTheDevice() throws IOException {
        device.write("device");
        asksForCode("first~device");
        signIn.begin("uma", "secret");
        says(400, Map.of("error", "invalid_session"));
        assertEquals(new Step.Refused(Refusal.OVER, Optional.empty()), signIn.code("123456", false));
        assertFalse(signIn.underWay());
        assertEquals(Optional.of("device"), device.read());
    }

    @ParameterizedTest
    @CsvSource({"wrong, WRONG_CODE", "malformed, MALFORMED_CODE", "used_up, CODE_USED_UP", "expired, CODE_EXPIRED",
            "no_resends_left, NO_MAILS_LEFT", "mail_busy, MAIL_BUSY"})
    void whatIsWrongWithACodeIsSaidAndTheSignInGoesOn(String error, Refusal expected) throws IOException {
        asksForCode("first");
        signIn.begin("uma", "secret");
        says(403, Map.of("error", MORE, "otp_required", true, "otp_error", error, "auth_session", "second"));
        assertEquals(new Step.Refused(expected, Optional.empty()), signIn.code("123456", false));
        assertTrue(signIn.underWay());
    }

    @ParameterizedTest
    @CsvSource({"400, invalid_grant, WRONG_CREDENTIALS", "403, access_denied, DENIED"})
    void aRefusalEndsTheSignIn(int status, String error, Refusal expected) throws IOException {
        asksForCode("first");
        signIn.begin("uma", "secret");
        says(status, Map.of("error", error));
        assertEquals(new Step.Refused(expected, Optional.empty()), signIn.code("123456", false));
        assertFalse(signIn.underWay());
    }

    @ParameterizedTest
    @ValueSource(strings = {"redirect_to_web", MORE})
    void whatTheAppHasNoScreenForGoesOnInTheBrowser(String error) throws IOException {
        says(403, Map.of("error", error, "auth_session", "first"));
        assertInstanceOf(Step.UseBrowser.class, signIn.begin("uma", "secret"));
        assertFalse(signIn.underWay());
    }

    @Test
    void aLimitIsWaitedForAndTheSignInStaysGood() throws IOException {
        asksForCode("first");
        signIn.begin("uma", "secret");
        limits(Map.of("error", MORE, "otp_required", true, "otp_error", "cooling_down", "auth_session", "second"));
        assertEquals(new Step.Later(Duration.ofSeconds(42)), signIn.resend());
        limits(Map.of("error", "temporarily_unavailable"));
        assertEquals(new Step.Later(Duration.ofSeconds(42)), signIn.code("123456", false));
        assertTrue(signIn.underWay());
        says(200, Map.of("authorization_code", "code"));
        assertInstanceOf(Step.SignedIn.class, signIn.code("123456", false));
        assertEquals("true", asked(1).get("resend"));
        assertEquals("second", asked(3).get("auth_session"));
    }

    @Test
    void aLostAnswerLeavesTheSignInToGoOnWith() throws IOException {
        asksForCode("first");
        signIn.begin("uma", "secret");
        realm.answers(FakeRealm.CHALLENGE, request -> null);
        assertThrows(IOException.class, () -> signIn.code("123456", false));
        realm.answers(FakeRealm.CHALLENGE, request -> new FakeRealm.Answer(502, Map.of(), "<html>"));
        assertThrows(IOException.class, () -> signIn.code("123456", false));
        assertTrue(signIn.underWay());
    }

    @ParameterizedTest
    @ValueSource(strings = {"invalid_request", "unauthorized_client", "server_error"})
    void whatNoPersonCanMendIsAnErrorWithoutASecret(String error) {
        says(400, Map.of("error", error, "error_description", "why"));
        IOException thrown = assertThrows(IOException.class, () -> signIn.begin("uma", "secret"));
        assertEquals("The server refuses: " + error + ", why", thrown.getMessage());
    }

    private void asksForCode(String authSession) {
        says(403, Map.of("error", MORE, "otp_required", true, "auth_session", authSession));
    }

    private void says(int status, Map<String, Object> members) {
        realm.answers(FakeRealm.CHALLENGE, request -> FakeRealm.Answer.of(status, members));
    }

    private void limits(Map<String, Object> members) {
        realm.answers(FakeRealm.CHALLENGE, request -> new FakeRealm.Answer(429, Map.of("Retry-After", "42"),
                FakeRealm.Answer.of(429, members).body()));
    }

    private Map<String, String> asked(int index) {
        return realm.requests().get(index);
    }
}
