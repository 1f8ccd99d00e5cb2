package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.latchkey.it.kit.Burst;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Sign-ins that finish at the moment at which the password is reset. */
@StoppedClock
@KeycloakIntegrationTest(config = FlowServer.class)
class ResetRaceIT extends NativeEndpointsTest {

    private static final int ROUNDS = 24;
    private static final int RESET = 0;

    @Test
    void attack_signInThatFinishesWhileAResetRuns_leavesNoSession() {
        List<String> survived = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            TestUser person = person();
            NativeApp thief = new NativeApp(realm, Realms.NATIVE);
            NativeApp.Answer begun = password(thief, person.email(), TestUser.PASSWORD);
            String code = codeOf(person.email(), begun);
            NativeApp.Answer challenge = app().challenge("password_reset", person.email());
            String resetCode = codeOf(person.email(), challenge);
            // the second in which all sessions were ended is compared
            pass(Duration.ofSeconds(1));

            List<NativeApp.Answer> answers = Burst.of(2, number -> number == RESET
                    ? app().verify(challenge, resetCode, NEW_PASSWORD)
                    : thief.otp(begun, code));

            assertEquals(204, answers.get(RESET).status(), answers::toString);
            int sessions = realm.admin().users().get(person.id()).getUserSessions().size();
            if (sessions > 0 || answers.get(1).done() && refreshes(thief, answers.get(1))) {
                survived.add(round + ": " + sessions + " sessions");
            }
        }
        assertEquals(List.of(), survived);
    }

    private static boolean refreshes(NativeApp thief, NativeApp.Answer done) {
        String refresh = thief.redeem(done).json().path("refresh_token").asText();
        return !refresh.isEmpty()
                && thief.token(Map.of("grant_type", "refresh_token", "refresh_token", refresh)).status() == 200;
    }
}
