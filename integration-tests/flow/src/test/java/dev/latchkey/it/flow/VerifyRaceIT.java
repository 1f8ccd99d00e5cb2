package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;

import dev.latchkey.it.kit.Burst;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** An address that is changed at the moment at which it is proven. */
@KeycloakIntegrationTest(config = FlowServer.class)
class VerifyRaceIT extends NativeEndpointsTest {

    private static final int ROUNDS = 8;
    private static final int PROOF = 0;

    @Test
    void attack_addressChangedWhileAnotherOneIsProven_isNotVerified() {
        realm.updateWithCleanup(update -> update.editUsernameAllowed(true));
        List<String> wrong = new ArrayList<>();
        int changes = 0;
        for (int round = 0; round < ROUNDS; round++) {
            TestUser person = person(user -> user.emailVerified(false));
            String others = freshAddress();
            Rest account = Rest.ofApp(realm, person);
            NativeApp.Answer challenge = app().challenge("verify_email", person.email());
            String code = codeOf(person.email(), challenge);

            List<Integer> statuses = Burst.of(2, number -> number == PROOF
                    ? app().verify(challenge, code, TestUser.PASSWORD).status()
                    : account.send("POST", "/realms/" + realm.getName() + "/account", """
                            {"username": "%1$s", "email": "%1$s", "firstName": "A", "lastName": "B"}"""
                            .formatted(others)).statusCode());

            UserRepresentation stored = realm.admin().users().get(person.id()).toRepresentation();
            if (others.equals(stored.getEmail())) {
                changes++;
                if (stored.isEmailVerified()) {
                    wrong.add(round + ": " + statuses);
                }
            }
        }
        assertEquals(List.of(), wrong);
        assertTrue(changes > 0, "the address can be changed");
    }
}
