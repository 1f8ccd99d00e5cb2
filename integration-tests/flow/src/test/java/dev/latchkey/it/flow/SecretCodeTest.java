package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.keycloak.admin.client.resource.ProtocolMappersResource;
import org.keycloak.admin.client.resource.UserResource;
import org.keycloak.representations.idm.ClientScopeRepresentation;
import org.keycloak.representations.idm.ProtocolMapperRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.realm.ManagedRealm;

/** Common parts of the tests of secret codes. */
abstract class SecretCodeTest extends FlowTest {

    static final String REFUSAL = "{\"error\":\"invalid_grant\",\"error_description\":\"Invalid secret code\"}";

    @InjectRealm(config = Realms.Codes.class)
    ManagedRealm realm;

    private boolean changed;

    @Override
    ManagedRealm realm() {
        return realm;
    }

    @AfterEach
    void backToTheDefaultPolicy() {
        if (changed) {
            configure(Map.of());
            changed = false;
        }
    }

    /** Changes one value of the secret-code policy, for this test. */
    void policy(String name, String value) {
        changed = true;
        configure(Map.of(name, value));
    }

    private void configure(Map<String, String> config) {
        ClientScopeRepresentation scope = realm.admin().clientScopes().findAll().stream()
                .filter(candidate -> candidate.getName().equals("secret_code")).findFirst().orElseThrow();
        ProtocolMappersResource mappers = realm.admin().clientScopes().get(scope.getId()).getProtocolMappers();
        ProtocolMapperRepresentation mapper = mappers.getMappers().get(0);
        mapper.setConfig(new HashMap<>(config));
        mappers.update(mapper.getId(), mapper);
    }

    /** Codes never expire, in this test. */
    void forEver() {
        changed = true;
        configure(Map.of("code_days", "0", "code_idle_days", "0"));
    }

    /** Ends a session as its expiry does: without a logout. */
    void expire(ManagedRealm where, String sessionId) {
        new Directory(server, where.getName()).expire(sessionId);
    }

    App mobile() {
        return new App(realm, Realms.MOBILE);
    }

    /** The code that an app gets when its user signs in. */
    String code(App app, TestUser person) {
        return signIn(app, person).get("secret_code").asText();
    }

    String code(App app, Browser browser, TestUser person) {
        return next(signIn(app, browser, person));
    }

    /** The token response that an app gets when its user signs in. */
    JsonNode signIn(App app, TestUser person) {
        return signIn(app, browser(), person);
    }

    JsonNode signIn(App app, Browser browser, TestUser person) {
        SignIn signIn = app.open(browser).password(person);
        assertTrue(signIn.done(), signIn.tab()::text);
        return app.exchange(signIn);
    }

    static String next(JsonNode tokens) {
        return tokens.get("secret_code").asText();
    }

    /** Waits for a notification whose subject contains this. */
    Mail notification(TestUser person, String subject) {
        return Eventually.present("a notice: " + subject, () -> inbox().all(person.email()).stream()
                .filter(mail -> mail.subject().contains(subject)).findFirst());
    }

    void pass(Duration duration) {
        time.set((int) duration.toSeconds());
    }

    UserResource user(TestUser person) {
        return realm.admin().users().get(person.id());
    }

    /** Asserts that the answer is byte for byte the same for every reason. */
    static void assertRefused(HttpResponse<String> answer) {
        assertEquals(400, answer.statusCode(), answer::body);
        assertEquals(REFUSAL, answer.body());
    }

    static JsonNode assertRedeemed(HttpResponse<String> answer) {
        assertEquals(200, answer.statusCode(), answer::body);
        return Rest.json(answer);
    }
}
