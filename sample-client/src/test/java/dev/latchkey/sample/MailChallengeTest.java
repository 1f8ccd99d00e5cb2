package dev.latchkey.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.nimbusds.jwt.SignedJWT;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sign-up and reset of the app. */
class MailChallengeTest {

    private static final Map<String, Object> MAILED = Map.of("challenge_id", "id", "reference", "K7QX",
            "expires_in", 600);

    @TempDir
    private Path phone;

    private FakeRealm realm;
    private Registration registration;
    private PasswordReset reset;

    @BeforeEach
    void install() throws IOException {
        realm = new FakeRealm();
        NativeClient app = realm.nativeApp(FileVault.ofTrustedDevice(phone), new FileDeviceKey(phone));
        registration = app.registration();
        reset = app.passwordReset();
    }

    @AfterEach
    void close() {
        realm.close();
    }

    @Test
    void aSignUpIsVerifiedByItsChallenge() throws IOException {
        says(202, MAILED);
        assertEquals(new Step.EnterCode(new MailedCode("K7QX", Optional.empty(), Duration.ofMinutes(10),
                Optional.empty())), registration.begin(Map.of("email", "uma@example.com"), "secret \" more"));
        assertTrue(registration.underWay());
        realm.answers(FakeRealm.ENDPOINTS, request -> new FakeRealm.Answer(204, Map.of(), ""));
        assertInstanceOf(Step.Done.class, registration.verify("123456"));
        assertFalse(registration.underWay());

        assertEquals("/latchkey-otp/registrations", asked(0).get("path"));
        assertEquals("secret \" more", asked(0).get("password"));
        assertTrue(asked(0).get("attributes").contains("uma@example.com"));
        assertEquals("mobile", asked(0).get("client_id"));
        assertEquals("/latchkey-otp/challenges/id/verification", asked(1).get("path"));
        assertEquals("123456", asked(1).get("code"));
        assertFalse(asked(1).containsKey("password"));
    }

    @Test
    void aResetSendsTheNewPasswordWithTheCode() throws IOException {
        says(202, MAILED);
        reset.begin("uma@example.com");
        reset.resend();
        realm.answers(FakeRealm.ENDPOINTS, request -> new FakeRealm.Answer(204, Map.of(), ""));
        assertInstanceOf(Step.Done.class, reset.verify("123456", "new secret"));

        assertEquals("/latchkey-otp/challenges", asked(0).get("path"));
        assertEquals("password_reset", asked(0).get("purpose"));
        assertEquals("uma@example.com", asked(0).get("address"));
        assertEquals("/latchkey-otp/challenges/id/mails", asked(1).get("path"));
        assertEquals("new secret", asked(2).get("password"));
    }

    @Test
    void everyRequestProvesTheSameKey() throws Exception {
        says(202, MAILED);
        reset.begin("uma@example.com");
        reset.verify("123456", "new secret");
        SignedJWT first = SignedJWT.parse(asked(0).get("DPoP"));
        SignedJWT second = SignedJWT.parse(asked(1).get("DPoP"));
        assertEquals(first.getHeader().getJWK(), second.getHeader().getJWK());
        assertEquals(realm.issuer() + asked(1).get("path"), second.getJWTClaimsSet().getClaim("htu"));
    }

    @ParameterizedTest
    @CsvSource({"wrong-code, WRONG_CODE, true", "malformed-code, MALFORMED_CODE, true",
            "code-used-up, CODE_USED_UP, true", "no-resends-left, NO_MAILS_LEFT, true", "expired, OVER, false",
            "unavailable, DENIED, true"})
    void aRefusalIsSaidAndEndsTheAttemptOnlyWhenItIsOver(String problem, Refusal expected, boolean underWay)
            throws IOException {
        says(202, MAILED);
        reset.begin("uma@example.com");
        problem(400, problem, Map.of("attempts_left", 2));
        assertEquals(new Step.Refused(expected, Optional.of(2)), reset.verify("123456", "new secret"));
        assertEquals(underWay, reset.underWay());
    }

    @Test
    void whatTheRealmDoesNotAllowIsNotBegun() throws IOException {
        problem(403, "not-allowed", Map.of());
        assertEquals(new Step.Refused(Refusal.DENIED, Optional.empty()), reset.begin("uma@example.com"));
        assertFalse(reset.underWay());
    }

    @Test
    void whatIsWrongWithTheFormIsSaidByField() throws IOException {
        problem(400, "invalid-input", Map.of("errors", List.of(
                Map.of("field", "email", "message", "invalidEmailMessage", "parameters", List.of()),
                Map.of("field", "password", "message", "invalidPasswordMinLengthMessage",
                        "parameters", List.of("12")))));
        assertEquals(new Step.Mend(List.of(new FieldError("email", "invalidEmailMessage", List.of()),
                new FieldError("password", "invalidPasswordMinLengthMessage", List.of("12")))),
                registration.begin(Map.of("email", "uma"), "secret"));
    }

    @ParameterizedTest
    @CsvSource({"429, too-many-requests", "429, cooling-down", "429, too-many-mails", "429, locked",
            "503, mail-busy"})
    void aLimitIsWaitedForAndTheChallengeStaysGood(int status, String problem) throws IOException {
        says(202, MAILED);
        reset.begin("uma@example.com");
        realm.answers(FakeRealm.ENDPOINTS, request -> new FakeRealm.Answer(status, Map.of("Retry-After", "42"),
                "{\"type\":\"urn:latchkey:params:problem:" + problem + "\"}"));
        assertEquals(new Step.Later(Duration.ofSeconds(42)), reset.resend());
        assertTrue(reset.underWay());
    }

    @Test
    void whereAStrangerHasSpentTheCodesTheBrowserLetsTheOwnerIn() throws IOException {
        problem(429, "codes-spent", Map.of());
        assertInstanceOf(Step.UseBrowser.class, reset.begin("uma@example.com"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"invalid-request", "unauthorized-client", "invalid-dpop-proof"})
    void whatNoPersonCanMendIsAnError(String problem) {
        problem(400, problem, Map.of("title", "The request is not valid", "detail", "why"));
        IOException thrown = assertThrows(IOException.class, () -> reset.begin("uma@example.com"));
        assertEquals("The server refuses: The request is not valid, why", thrown.getMessage());
    }

    @Test
    void aLostAnswerLeavesTheChallenge() throws IOException {
        says(202, MAILED);
        reset.begin("uma@example.com");
        realm.answers(FakeRealm.ENDPOINTS, request -> null);
        assertThrows(IOException.class, () -> reset.verify("123456", "new secret"));
        assertTrue(reset.underWay());
    }

    private void says(int status, Map<String, Object> members) {
        realm.answers(FakeRealm.ENDPOINTS, request -> FakeRealm.Answer.of(status, members));
    }

    private void problem(int status, String name, Map<String, Object> more) {
        Map<String, Object> members = new HashMap<>(more);
        members.put("type", "urn:latchkey:params:problem:" + name);
        says(status, members);
    }

    private Map<String, String> asked(int index) {
        return realm.requests().get(index);
    }
}
