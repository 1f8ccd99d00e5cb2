package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** A code is valid only for the purpose and the endpoint that it was mailed for, in apps as in browsers. */
@KeycloakIntegrationTest(config = FlowServer.class)
class AppPurposeMatrixIT extends NativeEndpointsTest {

    /** Every endpoint that mails a code to an account whose address is not verified yet. */
    enum Endpoint {
        APP_SIGN_IN, APP_SIGN_UP, APP_RESET, APP_VERIFY, BROWSER_SIGN_IN, BROWSER_PASSWORDLESS, BROWSER_RESET,
        BROWSER_VERIFY
    }

    static Stream<Arguments> intoApps() {
        return Stream.of(Endpoint.APP_SIGN_UP, Endpoint.APP_RESET, Endpoint.APP_VERIFY)
                .flatMap(to -> Arrays.stream(Endpoint.values())
                .filter(from -> from != to).map(from -> Arguments.of(from, to)));
    }

    static Stream<Arguments> outOfApps() {
        return Stream.of(Endpoint.APP_SIGN_UP, Endpoint.APP_RESET, Endpoint.APP_VERIFY).map(Arguments::of);
    }

    @ParameterizedTest
    @MethodSource("intoApps")
    void attack_crossPurpose_codeOfOneEndpointAtAnApps_isRefusedAndCounted(Endpoint from, Endpoint to) {
        String email = freshAddress();
        signUp(email, TestUser.PASSWORD);
        String code = mailed(from, email);
        NativeApp.Answer challenge = app().challenge(purpose(to), email);
        assertNotEquals(code, codeOf(email, challenge), "one in a million");
        int before = rows().attempts(owner(email));

        NativeApp.Answer refused = app().verify(challenge, code, TestUser.PASSWORD);

        assertProblem(400, "wrong-code", refused);
        assertEquals(2, refused.json().get("attempts_left").asInt());
        assertEquals(before + 1, rows().attempts(owner(email)));
        assertTrue(pending(email));
    }

    @ParameterizedTest
    @MethodSource("outOfApps")
    void attack_crossPurpose_codeOfAnAppsEndpointAtASignIn_isRefusedAndCounted(Endpoint from) {
        String email = freshAddress();
        signUp(email, TestUser.PASSWORD);
        String code = mailed(from, email);

        SignIn browser = SignIn.open(browser().tab(), realm).password(email, TestUser.PASSWORD);
        assertEquals("Wrong code. 2 attempts left.", browser.code(code).message());
        detector(owner(email)).await(1);
        NativeApp app = new NativeApp(realm, Realms.NATIVE);
        NativeApp.Answer refused = app.otp(password(app, email, TestUser.PASSWORD), code);
        assertEquals("wrong", refused.json().path("otp_error").asText(), refused::toString);
        SignIn reset = forgotten(browser(), email);
        assertEquals("Wrong code. 2 attempts left.", reset.code(code).message());
        assertEquals(3, rows().attempts(owner(email)));
    }

    private String mailed(Endpoint endpoint, String email) {
        return switch (endpoint) {
            case APP_SIGN_IN -> codeOf(email, password(new NativeApp(realm, Realms.NATIVE), email, TestUser.PASSWORD));
            case APP_SIGN_UP, APP_RESET, APP_VERIFY -> codeOf(email, app().challenge(purpose(endpoint), email));
            case BROWSER_SIGN_IN -> mailOf(email, browserSignIn(email)).code();
            case BROWSER_PASSWORDLESS -> mailOf(email, passwordless(browser(), email)).code();
            case BROWSER_RESET -> mailOf(email, forgotten(browser(), email)).code();
            case BROWSER_VERIFY -> {
                SignIn signIn = browserSignIn(email);
                yield mailOf(email, signIn.code(mailOf(email, signIn).code())).code();
            }
        };
    }

    private SignIn browserSignIn(String email) {
        return SignIn.open(browser().tab(), realm).password(email, TestUser.PASSWORD);
    }

    private static String purpose(Endpoint endpoint) {
        return switch (endpoint) {
            case APP_SIGN_UP -> "signup";
            case APP_RESET -> "password_reset";
            default -> "verify_email";
        };
    }
}
