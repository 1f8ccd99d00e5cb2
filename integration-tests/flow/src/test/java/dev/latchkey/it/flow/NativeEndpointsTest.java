package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;

/** Common parts of the tests of the endpoints for apps. */
abstract class NativeEndpointsTest extends UnverifiedUserTest {

    static final String PROBLEM = "urn:latchkey:params:problem:";

    NativeApiClient app() {
        return new NativeApiClient(realm, Realms.NATIVE);
    }

    /** The mail whose reference an answer has; others arrive in the same mailbox. */
    Mail mailOf(String email, NativeApp.Answer challenge) {
        String reference = challenge.json().path("reference").asText("none");
        return Eventually.present("the mail " + reference, () -> inbox().all(email).stream()
                .filter(mail -> mail.subject().contains(reference)).findFirst());
    }

    String codeOf(String email, NativeApp.Answer challenge) {
        return mailOf(email, challenge).code();
    }

    /** Signs in with password and code by the authorization challenge endpoint. */
    NativeApp.Answer signIn(String email, String password) {
        NativeApp signIn = new NativeApp(realm, Realms.NATIVE);
        NativeApp.Answer asked = password(signIn, email, password);
        return asked.asksForCode() ? signIn.otp(asked, codeOf(email, asked)) : asked;
    }

    /** Types the name of an account and nothing else, in every flow that goes on with a mailed code. */
    void assertNoCodeAlone(String name, String mailed) {
        runs(Realms.BROKER, "browser", Realms.NAME_THEN_CODE);
        runs(Realms.DIRECT_APP, "direct_grant", Realms.APPS_NAME_THEN_CODE);
        TestUser other = person();
        Map<String, String> grant = Map.of("grant_type", "password", "username", name);

        SignIn named = SignIn.open(browser().tab(), realm, Realms.BROKER).username(name);
        assertTrue(named.tab().text().contains("Your account has no email address"), named.tab()::text);
        NativeApp.Answer granted = new NativeApp(realm, Realms.DIRECT_APP).token(grant);
        assertEquals("access_denied", granted.error(), granted::toString);
        AppsFlow.is(realm, Realms.APPS_NAME_THEN_CODE, () -> {
            NativeApp.Answer asked = new NativeApp(realm, Realms.NATIVE).begin(new TestUser("", name, mailed));
            assertEquals("access_denied", asked.error(), asked::toString);
            assertTrue(new NativeApp(realm, Realms.NATIVE).begin(other).asksForCode(), "another account gets a code");
        });
        Eventually.holds("a later mail", () -> mails(other).size() == 1);
        assertEquals(List.of(), inbox().all(mailed));
    }

    static NativeApp.Answer password(NativeApp app, String email, String password) {
        return app.begin(new TestUser("", email, email), Map.of("password", password));
    }

    static void assertProblem(int status, String type, NativeApp.Answer answer) {
        assertEquals(status, answer.status(), answer::toString);
        assertEquals(PROBLEM + type, answer.json().path("type").asText(), answer::toString);
        assertEquals(status, answer.json().path("status").asInt(), answer::toString);
        assertEquals("application/problem+json",
                answer.response().headers().firstValue("Content-Type").orElse("").replaceFirst(";.*", ""));
        assertFalse(answer.json().path("title").asText().isEmpty(), answer::toString);
        assertFalse(answer.json().path("detail").asText().isEmpty(), answer::toString);
    }
}
