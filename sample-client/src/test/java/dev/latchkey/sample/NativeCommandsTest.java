package dev.latchkey.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user sees and types at the command line. */
class NativeCommandsTest {

    @TempDir
    private Path phone;

    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private FakeRealm realm;

    @BeforeEach
    void install() throws IOException {
        realm = new FakeRealm();
        realm.answers(request -> realm.granted("mobile", realm.requests().get(0).get("nonce"), Map.of()));
    }

    @AfterEach
    void close() {
        realm.close();
    }

    @Test
    void aSignInAsksUntilTheCodeIsRightAndOffersTrust() throws IOException {
        realm.answers(FakeRealm.CHALLENGE, request -> request.containsKey("resend")
                ? new FakeRealm.Answer(429, Map.of("Retry-After", "42"), "{}")
                : "123456".equals(request.get("otp"))
                ? FakeRealm.Answer.of(200, Map.of("authorization_code", "code", "auth_session", "device"))
                : FakeRealm.Answer.of(403, request.containsKey("otp")
                        ? Map.of("error", "insufficient_authorization", "otp_required", true, "otp_error", "wrong",
                                "attempts_left", 2, "auth_session", "first")
                        : Map.of("error", "insufficient_authorization", "otp_required", true, "trust_days", 30,
                                "masked_email", "u...", "reference", "K7QX", "expires_in", 600,
                                "auth_session", "first")));
        run("native-sign-in", "uma", "secret", "", "000000", "n", "123456", "y");
        assertSaid("Look for the message to u... (a mail has the reference K7QX); its code is good for 10 minutes.",
                "Not yet; try again in 42 s.", "That is not the code. Attempts left: 2.", "Signed in as uma since ");
        assertEquals(Optional.of("device"), FileVault.ofTrustedDevice(phone).read());
    }

    @Test
    void aSignUpSaysWhatIsWrongWithTheForm() throws IOException {
        realm.answers(FakeRealm.ENDPOINTS, request -> FakeRealm.Answer.of(400, Map.of(
                "type", "urn:latchkey:params:problem:invalid-input", "errors", List.of(
                        Map.of("field", "email", "message", "invalidEmailMessage", "parameters", List.of()),
                        Map.of("field", "password", "message", "invalidPasswordMinLengthMessage",
                                "parameters", List.of("12"))))));
        run("native-sign-up", "uma", "Uma", "New", "secret");
        assertSaid("Not accepted: email, invalidEmailMessage; password, invalidPasswordMinLengthMessage 12\n");
    }

    @Test
    void aNumberInPlaceOfAnAddressSignsUp() throws IOException {
        realm.answers(FakeRealm.ENDPOINTS, request -> new FakeRealm.Answer(204, Map.of(), ""));
        run("native-sign-up", "+4915123456789", "Uma", "New", "secret");
        assertSaid("Signed up.");
        String sent = realm.requests().get(realm.requests().size() - 1).get("attributes");
        assertTrue(sent.contains("phoneNumber=+4915123456789"), sent);
    }

    @Test
    void aNumberIsAskedForAfterTheCode_untilATextCanBeSentToIt() throws IOException {
        Map<String, Object> asked = Map.of("error", "insufficient_authorization", "phone_number_required", true,
                "auth_session", "first");
        Map<String, Object> code = Map.of("error", "insufficient_authorization", "otp_required", true,
                "reference", "K7QX", "expires_in", 600, "auth_session", "first");
        realm.answers(FakeRealm.CHALLENGE, request -> "654321".equals(request.get("otp"))
                ? FakeRealm.Answer.of(200, Map.of("authorization_code", "code", "kc_action_status", "success"))
                : request.containsKey("otp") ? FakeRealm.Answer.of(403, asked)
                : "1".equals(request.get("phone_number")) ? FakeRealm.Answer.of(403, with(asked))
                : FakeRealm.Answer.of(403, code));
        run("native-number", "uma", "secret", "123456", "1", "+4915123456789", "654321");
        assertSaid("A phone number is to be set; it is proven by a text.", "No text can be sent to that number.",
                "Look for the message", "The phone number is set.", "Signed in as uma since ");
        assertEquals("latchkey-verify-phone", realm.requests().get(0).get("kc_action"));
        assertEquals("login", realm.requests().get(0).get("prompt"));
    }

    @Test
    void aTextIsSentFromTheNumber_whereThatIsOffered() throws IOException {
        Map<String, Object> asked = Map.of("error", "insufficient_authorization", "phone_number_required", true,
                "sent_text_offered", true, "auth_session", "first");
        Map<String, Object> waits = new HashMap<>(Map.of("error", "insufficient_authorization", "sent_text_required",
                true, "word", "K7QXB2MH", "service_number", "+4930123456", "auth_session", "first"));
        AtomicInteger questions = new AtomicInteger();
        realm.answers(FakeRealm.CHALLENGE, request -> {
            if (request.containsKey("phone_number")) {
                assertEquals("true", request.get("sent_text"));
                return FakeRealm.Answer.of(403, waits);
            }
            if (!request.containsKey("sent_text")) {
                return FakeRealm.Answer.of(403, asked);
            }
            waits.put("sent_text_error", "missing");
            return questions.incrementAndGet() == 1 ? FakeRealm.Answer.of(403, waits)
                    : FakeRealm.Answer.of(200, Map.of("authorization_code", "code", "kc_action_status", "success"));
        });
        run("native-number", "uma", "secret", "+4915123456789", "y", "sent", "sent");
        assertSaid("Send a text with K7QXB2MH to +4930123456.", "It has not arrived yet. Send a text with K7QXB2MH",
                "The phone number is set.");
    }

    private static Map<String, Object> with(Map<String, Object> asked) {
        Map<String, Object> refused = new HashMap<>(asked);
        refused.put("phone_number_error", "refused");
        return refused;
    }

    @Test
    void aResetAsksForTheNewPasswordWithEachCode() throws IOException {
        realm.answers(FakeRealm.ENDPOINTS, request -> "another secret".equals(request.get("password"))
                ? new FakeRealm.Answer(204, Map.of(), "")
                : request.containsKey("password")
                ? FakeRealm.Answer.of(400, Map.of("type", "urn:latchkey:params:problem:invalid-input"))
                : FakeRealm.Answer.of(202, Map.of("challenge_id", "id", "reference", "K7QX",
                        "expires_in", 600)));
        run("native-reset", "uma", "123456", "secret", "123456", "another secret");
        assertSaid("Look for the message (a mail has the reference K7QX); its code is good for 10 minutes.",
                "The new password is set, and everybody signed out. Now sign in with native-sign-in.");
    }

    @Test
    void whereNobodyAnswersTheCommandEnds() {
        assertThrows(IOException.class, () -> run("native-sign-in"));
    }

    private void run(String command, String... typed) throws IOException {
        PrintStream out = new PrintStream(shown, true, StandardCharsets.UTF_8);
        Terminal terminal = new Terminal(new BufferedReader(new StringReader(String.join("\n", typed))), out,
                Optional.empty());
        new NativeCommands(realm.nativeApp(FileVault.ofTrustedDevice(phone), new FileDeviceKey(phone)), terminal)
                .run(command);
    }

    private void assertSaid(String... lines) {
        String all = shown.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
        int from = 0;
        for (String line : lines) {
            int found = all.indexOf(line, from);
            assertTrue(found >= 0, () -> "Not said in this order: " + line + "\n" + all);
            from = found + line.length();
        }
    }
}
