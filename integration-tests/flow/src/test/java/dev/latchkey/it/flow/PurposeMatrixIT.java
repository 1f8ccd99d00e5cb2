package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** A code or link is valid only for the purpose that it was mailed for. */
@KeycloakIntegrationTest(config = FlowServer.class)
class PurposeMatrixIT extends UnverifiedUserTest {

    /** The endpoints of a browser, each with a purpose or budget of its own. */
    enum Endpoint {
        SIGN_IN, PASSWORDLESS, SIGN_UP, RESET, VERIFY
    }

    static Stream<Arguments> pairs() {
        return Arrays.stream(Endpoint.values()).flatMap(from -> Arrays.stream(Endpoint.values())
                .filter(to -> to != from).map(to -> Arguments.of(from, to)));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void attack_crossPurpose_codeOfOneEndpointAtAnother_isRefusedAndCounted(Endpoint from, Endpoint to) {
        String email = freshAddress();
        SignIn first = open(browser(), from, email);
        String code = mailOf(email, first).code();
        SignIn second = open(browser(), to, email);
        Mail right = mailOf(email, second);
        assertNotEquals(code, right.code(), "one in a million");
        int before = rows().attempts(owner(email));

        assertEquals("Wrong code. 2 attempts left.", second.code(code).message());
        assertFalse(second.done());
        assertEquals(before + 1, rows().attempts(owner(email)));
        assertEquals(1, rows().failures(owner(email)), "the guard has counted it");
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void attack_crossPurpose_linkOfOneEndpointAtAnother_isRefused(Endpoint from, Endpoint to) {
        String email = freshAddress();
        Browser browser = browser();
        SignIn first = open(browser(), from, email);
        String token = mailOf(email, first).token();
        SignIn second = open(browser, to, email);
        String link = mailOf(email, second).link();
        String forged = link.substring(0, link.indexOf("?token=") + "?token=".length()) + token;

        assertEquals("replaced", LinkVisit.open(browser.tab(), forged).state());
        assertEquals("replaced", LinkVisit.post(browser.tab(), forged).state());
        second.refresh();
        assertTrue(second.asksForCode(), second.tab()::text);
        assertFalse(second.done());
    }

    @ParameterizedTest
    @EnumSource(value = Endpoint.class, names = "SIGN_IN", mode = EnumSource.Mode.EXCLUDE)
    void attack_numberMatchingForAnythingButASecondFactor_isNeverOffered(Endpoint endpoint) {
        action.policy(Map.of("link_number_matching", "true"));
        String email = freshAddress();
        SignIn signIn = open(browser(), endpoint, email);
        Mail mail = mailOf(email, signIn);

        assertFalse(signIn.tab().has("latchkey-number"), signIn.tab()::text);
        assertEquals("elsewhere", LinkVisit.open(browser().tab(), mail.link()).state());
        assertEquals("elsewhere", LinkVisit.post(browser().tab(), mail.link(), "&number=00").state());
        assertFalse(signIn.post("code=&confirmed=true").done(), signIn.tab()::text);
        assertTrue(signIn.asksForCode(), signIn.tab()::text);
        assertEquals(0, rows().failures(owner(email)));
    }

    /** Opens the page that asks for the code of an endpoint, for an existing account where the endpoint needs one. */
    private SignIn open(Browser browser, Endpoint endpoint, String email) {
        if (endpoint == Endpoint.SIGN_UP) {
            return SignIn.register(browser.tab(), realm).fillIn(email, TestUser.PASSWORD);
        }
        if (realm.admin().users().searchByEmail(email, true).isEmpty()) {
            signUp(email, TestUser.PASSWORD);
        }
        return switch (endpoint) {
            case RESET -> forgotten(browser, email);
            case PASSWORDLESS -> passwordless(browser, email);
            case VERIFY -> {
                SignIn signIn = SignIn.open(browser.tab(), realm).password(email, TestUser.PASSWORD);
                yield signIn.code(mailOf(email, signIn).code());
            }
            default -> SignIn.open(browser.tab(), realm).password(email, TestUser.PASSWORD);
        };
    }
}
