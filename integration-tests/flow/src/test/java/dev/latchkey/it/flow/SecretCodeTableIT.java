package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/**
 * Each cell of the table of {@code docs/mobile.md} that states which event of a session ends which of the codes that
 * the session has issued to two apps.
 */
@KeycloakIntegrationTest(config = FlowServer.class)
class SecretCodeTableIT extends SecretCodeTest {

    private static final String HEAD = "| event | the app's code | the other app's code |";

    @InjectRealm(ref = "two", config = Realms.CodesOfTwoApps.class)
    ManagedRealm two;

    private final Map<String, TwoApps.Event> events = TwoApps.events(
            session -> assertTrue(SignIn.open(browser().tab(), two).password(session.person()).done()),
            id -> expire(two, id));

    static Stream<Arguments> cells() {
        return TwoApps.cells(HEAD);
    }

    @Test
    void theTableHasEveryEvent() {
        assertEquals(events.keySet(), AppsTable.below("mobile.md", HEAD).stream().map(row -> row[0])
                .collect(Collectors.toSet()));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("cells")
    void attack_anEventOfOneApp_endsTheCodesThatTheTableStates(String event, String[] row, String app, String other) {
        String own = row[1];
        String others = row[2];
        TwoApps session = new TwoApps(two, browser(), person(two, user -> user), new App(two, app),
                UnaryOperator.identity());
        session.signIn("");
        App second = new App(two, other);
        String othersCode = session.signIn(second, "&prompt=login").get("secret_code").asText();
        String ownCode = session.tokens().get("secret_code").asText();
        // sign-ins are distinguished by the second
        pass(Duration.ofSeconds(1));
        try {
            events.get(event).happen(session);
            assertEquals(own, fate(session.app(), ownCode));
            assertEquals(others, fate(second, othersCode));
            Set<String> reasons = List.of(own, others).contains("replaced") ? Set.of("REPLACED") : Set.of("LOGGED_OUT");
            long ended = Stream.of(own, others).filter(fate -> !fate.equals("lives")).count();
            assertEquals(ended, reasons.stream()
                    .mapToInt(reason -> rows().endedCodes(session.person(), reason)).sum());
        } finally {
            TwoApps.restore(two);
        }
    }

    private String fate(App app, String code) {
        if (app.redeem(code).statusCode() == 200) {
            return "lives";
        }
        return rows().endedCodes(code, "REPLACED") == 1 ? "replaced" : "ends";
    }
}
