package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.EventRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** The risk of sign-ins in the flow of an app without a browser. */
@KeycloakIntegrationTest(config = FlowServer.class)
class NativeRiskIT extends NativeTest {

    @InjectRealm(config = Realms.NativeRisk.class)
    ManagedRealm realm;

    @Override
    ManagedRealm realm() {
        return realm;
    }

    @BeforeEach
    @AfterEach
    void listNoNetworks() throws IOException {
        Files.writeString(FlowServer.LISTED_NETWORKS, "# none");
    }

    @Test
    void aSignInIsEvaluatedOnceAskedAndRememberedSoThatTheNextIsLow() {
        TestUser person = person();
        NativeApp.Answer asked = app().begin(person);
        assertTrue(asked.asksForCode(), asked::toString);
        NativeApp.Answer done = app().otp(asked, code(person, asked));
        assertTrue(done.done(), done::toString);
        assertEquals("medium", newest(person).get("latchkey_risk_level"), () -> newest(person).toString());
        Eventually.holds("the sign-in is remembered", () -> rows().riskValues(person) > 0);

        NativeApp.Answer again = app().begin(person);

        assertTrue(again.done(), again::toString);
        assertEquals("low", newest(person).get("latchkey_risk_level"), () -> newest(person).toString());
        app().redeem(again).accessToken().fieldNames().forEachRemaining(claim ->
                assertFalse(claim.contains("risk"), "tokens tell nothing of it"));
    }

    @Test
    void attack_nativeSignInFromAListedNetwork_isAskedForTheCode() throws IOException {
        TestUser person = person();
        signIn(app(), person);
        Eventually.holds("the sign-in is remembered", () -> rows().riskValues(person) > 0);
        assertTrue(app().begin(person).done());
        Files.writeString(FlowServer.LISTED_NETWORKS, "127.0.0.0/8\n::1");

        NativeApp.Answer asked = app().begin(person);

        assertTrue(asked.asksForCode(), asked::toString);
        assertTrue(app().otp(asked, code(person, asked)).done());
        Map<String, String> details = newest(person);
        assertEquals("high", details.get("latchkey_risk_level"), details::toString);
        assertTrue(details.get("latchkey_risk_reasons").contains("listed-address"), details::toString);
    }

    private Map<String, String> newest(TestUser person) {
        return events(person).all().stream().filter(event -> event.getType().equals("LOGIN"))
                .reduce((one, other) -> one.getTime() >= other.getTime() ? one : other)
                .map(EventRepresentation::getDetails).orElseThrow();
    }
}
