package dev.latchkey.it.flow;

import java.net.http.HttpResponse;

import com.fasterxml.jackson.databind.JsonNode;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.realm.ManagedRealm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What tests of secret codes share. */
abstract class CodeTest extends FlowTest {

    static final String REFUSAL = "{\"error\":\"invalid_grant\",\"error_description\":\"Invalid secret code\"}";

    @InjectRealm(config = Realms.Codes.class)
    ManagedRealm realm;

    @Override
    ManagedRealm realm() {
        return realm;
    }

    App mobile() {
        return new App(realm, Realms.MOBILE);
    }

    /** The code that an app gets when its user signs in. */
    String code(App app, Person person) {
        return signIn(app, person).get("secret_code").asText();
    }

    /** What an app gets when its user signs in. */
    JsonNode signIn(App app, Person person) {
        SignIn signIn = app.open(browser()).password(person);
        assertTrue(signIn.done(), signIn.tab()::text);
        return app.exchange(signIn);
    }

    /** The same to the byte, whatever the reason. */
    static void assertRefused(HttpResponse<String> answer) {
        assertEquals(400, answer.statusCode(), answer::body);
        assertEquals(REFUSAL, answer.body());
    }

    static JsonNode assertRedeemed(HttpResponse<String> answer) {
        assertEquals(200, answer.statusCode(), answer::body);
        return Rest.json(answer);
    }
}
