package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Each table is purged separately: a failure in one does not prevent the purge of another. */
@KeycloakIntegrationTest(config = FlowServer.class)
class PurgeFailureIT extends SecretCodeTest {

    private static final Pattern FAILED = Pattern.compile("\\.PurgeRun\\].* The purge of (\\S+) has failed");

    @ParameterizedTest
    @ValueSource(strings = {"LATCHKEY_RATE_LIMIT", "LATCHKEY_ACCOUNT_GUARD", "LATCHKEY_TRUSTED_DEVICE",
        "LATCHKEY_OTP_CHALLENGE", "LATCHKEY_SIGN_UP", "LATCHKEY_SPENT_TOKEN"})
    void aTableThatFailsStopsNoOther(String table) {
        TestUser person = person();
        code(mobile(), person);
        pass(Duration.ofDays(31));
        ServerLog log = ServerLog.fromHere();
        rows().without(table, () -> rows().purge());
        assertEquals(1, rows().endedCodes(person, "IDLE"));
        List<String> failed = FAILED.matcher(log.text()).results().map(result -> result.group(1)).toList();
        assertFalse(failed.isEmpty(), "the test can fail");
        assertEquals(Set.copyOf(failed).size(), failed.size(), () -> "each is told of once: " + failed);
    }

    @Test
    void aTableThatFailsStopsNoOtherInTheSweepEither() {
        TestUser person = person();
        code(mobile(), person);
        user(person).credentials().stream()
                .filter(credential -> credential.getType().equals("latchkey-secret-code"))
                .forEach(credential -> rows().removeCredential(credential.getId()));
        rows().without("LATCHKEY_RATE_LIMIT", () -> rows().sweep());
        assertEquals(1, rows().endedCodes(person, "HANDLE_DELETED"));
    }
}
