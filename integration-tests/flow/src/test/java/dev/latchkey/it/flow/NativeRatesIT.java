package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** The endpoint for apps is limited per network address, before anything else is checked. */
@StoppedClock
@KeycloakIntegrationTest(config = FlowServer.class)
class NativeRatesIT extends NativeTest {

    private static final int FLOOD = 10_000;

    @InjectRealm(config = Realms.NativeRates.class)
    ManagedRealm realm;

    @Override
    ManagedRealm realm() {
        return realm;
    }

    @Test
    void attack_guessFloodFromOneAddressIsRefusedUntilTheMinuteIsOver() {
        TestUser person = person();
        NativeApp app = app();
        for (int i = 0; i < 3; i++) {
            assertEquals("invalid_grant", app.begin(person, Map.of("password", "guess" + i)).error());
        }

        NativeApp.Answer refused = app.begin(person);

        assertEquals("429 temporarily_unavailable", refused.status() + " " + refused.error(), refused::toString);
        assertTrue(refused.response().headers().firstValue("Retry-After").isPresent());
        assertTrue(refused.response().headers().firstValue("RateLimit").isPresent());
        assertEquals(0, rows().sends(person));
        time.set(61);
        assertTrue(app.begin(person).asksForCode());
    }

    @Test
    void attack_floodOfTenThousand_costsTheDatabaseFewerThanAHundredStatementsOfOurs() {
        TestUser person = person();
        rows().watchStatements();
        try (ManyClients clients = new ManyClients(realm)) {
            Visitor visitor = clients.at("203.0.113.1");

            ManyClients.Answers answers = clients.each(FLOOD, request -> visitor.nativeSignIn(person, "guess"));

            int statements = rows().statementsOn("LATCHKEY_");
            int refused = answers.refused("native-sign-in").size();
            System.out.printf("A flood of %d apps, %d refused in %s: %d statements%n", FLOOD, refused,
                    answers.took(), statements);
            assertEquals(FLOOD - 3, refused);
            assertTrue(statements < 100, statements + " statements");
            // an empty outbox costs three, every 15 seconds; a flood may begin and end beside such a moment
            assertTrue(rows().statementsOn("LATCHKEY_EVENT_OUTBOX") <= 3 * (2 + answers.took().toSeconds() / 15),
                    () -> "an outbox in which nothing waits is left in peace: " + rows().statements());
        }
    }
}
