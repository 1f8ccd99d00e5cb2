package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

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
