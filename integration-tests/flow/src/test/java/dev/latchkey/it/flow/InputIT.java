package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** Input that no code field would send. */
@KeycloakIntegrationTest(config = FlowServer.class)
class InputIT extends FlowTest {

    private static final String MEGABYTE = "1".repeat(1 << 20);

    @InjectRealm(config = Realms.CodeRequired.class)
    ManagedRealm realm;

    @Override
    ManagedRealm realm() {
        return realm;
    }

    static Stream<Arguments> noCodes() {
        return Stream.of(
                form("nothing", ""),
                form("an empty code", "code="),
                form("spaces alone", "code=+++"),
                form("too few digits", "code=12345"),
                form("too many digits", "code=12345678901"),
                form("letters", "code=abcdef"),
                form("a sign", "code=%2B1"),
                form("a signed code", "code=%2B12345"),
                form("too few full-width digits", "code=%EF%BC%91%EF%BC%92%EF%BC%93"),
                form("circled digits", "code=%E2%91%A0%E2%91%A1%E2%91%A2%E2%91%A3%E2%91%A4%E2%91%A5"),
                form("superscript digits", "code=%C2%B9%C2%B2%C2%B3%C2%B9%C2%B2%C2%B3"),
                form("invisible marks alone", "code=%E2%80%8E%EF%BB%BF%C2%AD"),
                form("a NUL", "code=123456%00"),
                form("a lone surrogate", "code=%ED%A0%80"),
                form("a line break and a header", "code=12345%0D%0ASet-Cookie:+a=b"),
                form("a script", "code=%3Cscript%3Ealert(1)%3C/script%3E"),
                form("an expression", "code=%24%7B7*7%7D"),
                form("a field twice", "code=111111&code=222222"),
                form("a hundred kilobytes", "code=" + MEGABYTE.substring(0, 100_000)));
    }

    @ParameterizedTest
    @MethodSource("noCodes")
    void attack_malformedInputIsAnsweredAlikeAndNotCounted(String body) {
        TestUser person = person();
        SignIn signIn = afterPassword(person);
        ServerLog log = ServerLog.fromHere();

        signIn.post(body);

        assertFalse(signIn.done());
        assertEquals("Enter the 6 digits from the email.", signIn.message(), signIn.tab()::text);
        assertFalse(signIn.tab().source().contains("<script>alert"));
        assertEquals(0, rows().attempts(person));
        assertEquals(0, rows().failures(person));
        log.assertNoTrace();
        assertTrue(signIn.code(mail(person).code()).done(), signIn.tab()::text);
    }

    /**
     * Digits as phones and input methods enter them; what right-to-left keyboards and the clipboard add is no digit.
     */
    @ParameterizedTest
    @ValueSource(strings = {"\uff10", "\u0660", "\u06f0", "\u0966"})
    void aCodeMayBeTypedInTheDigitsOfAnotherScript(String zero) {
        TestUser person = person();
        SignIn signIn = afterPassword(person);
        String typed = mail(person).code().chars().map(digit -> digit - '0' + zero.charAt(0))
                .mapToObj(Character::toString).collect(Collectors.joining("\u00a0", "\u200f", "\u200e"));
        assertTrue(signIn.code(typed).done(), signIn.tab()::text);
    }

    @Test
    void attack_aMegabyteIsRefusedAndNotCounted() {
        TestUser person = person();
        SignIn signIn = afterPassword(person);
        String form = signIn.action();
        ServerLog log = ServerLog.fromHere();

        signIn.post(form, "code=" + MEGABYTE);

        assertFalse(signIn.done());
        assertTrue(signIn.tab().status() < 500, () -> "status " + signIn.tab().status());
        assertEquals(0, rows().attempts(person));
        assertEquals(0, rows().failures(person));
        log.assertNoTrace();
    }

    @Test
    void attack_brokenEscapesAreAnsweredAsByKeycloaksOwnFormsAndNotCounted() {
        TestUser person = person();
        SignIn signIn = afterPassword(person);
        SignIn passwordForm = SignIn.open(browser().tab(), realm);

        signIn.post("code=%zz");

        assertFalse(signIn.done());
        Tab keycloaks = passwordForm.tab();
        keycloaks.post(keycloaks.action("kc-form-login"), "username=%zz");
        assertEquals(keycloaks.status(), signIn.tab().status());
        assertEquals(keycloaks.text(), signIn.tab().text());
        assertEquals(0, rows().attempts(person));
    }

    @Test
    void attack_aMegabyteOfLinkIsRefused() {
        TestUser person = person();
        Browser browser = browser();
        SignIn signIn = afterPassword(browser, person);
        String link = mail(person).link();
        ServerLog log = ServerLog.fromHere();

        Tab tab = browser.tab().post(link.substring(0, link.indexOf('?')), "token=" + MEGABYTE);

        assertTrue(tab.status() < 500, () -> "status " + tab.status());
        assertTrue(signIn.refresh().asksForCode(), signIn.tab()::text);
        log.assertNoTrace();
    }

    @Test
    void attack_anotherContentTypeIsRefused() {
        TestUser person = person();
        SignIn signIn = afterPassword(person);
        String code = mail(person).code();
        ServerLog log = ServerLog.fromHere();

        signIn.tab().postJson(signIn.action(), "{\"code\":\"" + code + "\"}");

        assertFalse(signIn.done());
        assertEquals(0, events(person).count("LOGIN"));
        log.assertNoTrace();
    }

    /** A member that is present twice is refused: one part of a system may read the first, another one the second. */
    @ParameterizedTest
    @ValueSource(strings = {"/latchkey-devices/check", "/latchkey-secret-codes/verification"})
    void attack_jsonThatNoClientSends_isAnsweredAsAnUnknownSecret(String path) {
        String address = "/realms/" + realm.getName() + path;
        ServerLog log = ServerLog.fromHere();

        for (String body : List.of("{\"client_id\":\"app\\u0000\",\"device_token\":7,\"secret_code\":{}}",
                "{\"client_id\":[\"app\"],\"device_token\":null,\"secret_code\":\"\\ud800\"}", "{}")) {
            HttpResponse<String> answer = Rest.postJson(address, body, Map.of());
            assertEquals(200, answer.statusCode(), () -> body + answer.body());
            assertTrue(answer.body().matches("\\{\"(trusted|valid)\":false}"), answer::body);
        }
        for (String body : List.of("", "[]", "null", "\"text\"", "{", "{\"a\":" + "[".repeat(5_000),
                "{\"client_id\":\"app\",\"client_id\":\"app\",\"device_token\":\"a\",\"secret_code\":\"a\"}",
                "{\"a\":\"" + MEGABYTE + "\"}")) {
            assertEquals(400, Rest.postJson(address, body, Map.of()).statusCode());
        }
        log.assertNoTrace();
    }

    private static Arguments form(String name, String body) {
        return Arguments.of(Named.of(name, body));
    }
}
