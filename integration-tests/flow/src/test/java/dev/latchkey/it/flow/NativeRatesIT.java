package dev.latchkey.it.flow;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The door for apps is limited per network address, before anything else is looked at. */
@KeycloakIntegrationTest(config = FlowServer.class)
class NativeRatesIT extends NativeTest {

    @InjectRealm(config = Realms.NativeRates.class)
    ManagedRealm realm;

    @Override
    ManagedRealm realm() {
        return realm;
    }

    @Test
    void attack_guessFloodFromOneAddressIsRefusedUntilTheMinuteIsOver() {
        Person person = person();
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
}
