package dev.latchkey.it.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.it.kit.Json;
import dev.latchkey.it.kit.Linkage;
import dev.latchkey.it.kit.Node;
import dev.latchkey.it.server.foreign.ForeignRefreshTokenProviderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.protocol.oidc.refresh.RefreshTokenProviderFactory;

/** What the start reports when Keycloak lacks a hook that Latchkey needs, or another provider takes precedence. */
class SecurityHooksIT {

    private static final String MAY_BE_MISSING = "spi-latchkey-hooks--default--may-be-missing";
    private static final Pattern NAMED = Pattern.compile("^ *- ([a-z-]+) \\(.*\\): (.*)$", Pattern.MULTILINE);
    /** Hooks whose whole SPI is missing: Keycloak never loads them. */
    private static final List<String> NEVER_LOADED =
            List.of("dev.latchkey.refreshtoken.token.BoundRefreshTokenProvider",
            "dev.latchkey.otp.token.PendingAccountGate", "dev.latchkey.otp.token.OldApprovalGate",
            "dev.latchkey.refreshtoken.token.OnlineOnly", "dev.latchkey.refreshtoken.token.EndedSessionGate",
            "dev.latchkey.signin.token.TokenProcessor");

    @ParameterizedTest
    @CsvSource({"26.4, 'account-events ended-session-tokens flow-transition invited-sign-up mail-queue "
            + "native-sign-in old-approval-gate otp-steps pending-account-gate provider-logout "
            + "refresh-token-single-use risk-entries secret-code-entries secret-code-grant secret-code-online "
            + "sign-in-turn trusted-device-entries verify-email-action'",
            "26.5, 'ended-session-tokens flow-transition native-sign-in old-approval-gate otp-steps "
            + "pending-account-gate refresh-token-single-use risk-entries secret-code-entries "
            + "secret-code-grant secret-code-online trusted-device-entries verify-email-action'",
            "26.6, 'native-sign-in otp-steps refresh-token-single-use secret-code-grant verify-email-action'"})
    void attack_securityHookMissingOnThisKeycloak_stopsTheStartUnlessTheOperatorNamesIt(String line, String names) {
        Set<String> missing = new TreeSet<>(List.of(names.split(" ")));
        try (Node node = new Node("dev-file", "hooks-" + line, Map.of(), Map.of(), "keycloak.zip." + line)) {
            assertRefuses(node);
            assertEquals(missing, named(node.log()).keySet(), node::log);
            assertFalse(node.log().contains("database schema"), node::log);
            assertEveryMissingCallIsNamed(node);

            node.start(server -> server.option(MAY_BE_MISSING, String.join(",", missing)));
            for (String hook : missing) {
                assertTrue(node.log().lines().anyMatch(entry -> entry.contains("WARN")
                        && entry.contains("runs without the security hook " + hook)), node::log);
            }
            JsonNode readiness = readiness(node);
            assertEquals("UP", readiness.get("status").asText(), readiness::toString);
            assertEquals(missing, new TreeSet<>(List.of(readiness.at("/data/missing").asText().split(", "))));
            assertEquals(missing.size(), missingInMetrics(node));
        }
    }

    @Test
    void attack_securityHookOutrankedByAnotherProvider_stopsTheStart() {
        Map<String, Path> foreign = Map.of("foreign.jar", ProviderJar.of("foreign.jar",
                Map.of(RefreshTokenProviderFactory.class, ForeignRefreshTokenProviderFactory.class)));
        try (Node node = new Node("dev-file", "hooks-outranked", foreign,
                Map.of("spi-token-interceptor--provider", "organizations"))) {
            assertRefuses(node);
            Map<String, String> named = named(node.log());
            assertEquals(Set.of("ended-session-tokens", "old-approval-gate", "pending-account-gate",
                    "refresh-token-single-use", "secret-code-online"), named.keySet(), node::log);
            assertTrue(named.get("refresh-token-single-use").contains(
                    ForeignRefreshTokenProviderFactory.class.getName()), named::toString);
            assertTrue(named.get("pending-account-gate").contains("spi-token-interceptor--provider"),
                    named::toString);
        }
    }

    @Test
    void attack_theCheckOfTheSecurityHooksSwitchedOff_leavesTheServerUnready() {
        try (Node node = new Node("dev-file", "hooks-unchecked", Map.of(),
                Map.of("spi-latchkey-hooks--default--enabled", "false")).prepared()) {
            JsonNode readiness = readiness(node.startUnready());
            assertEquals("DOWN", readiness.get("status").asText(), readiness::toString);
        }
    }

    private static void assertRefuses(Node node) {
        IllegalStateException ended = assertThrows(IllegalStateException.class, () -> node.start(server -> { }));
        assertTrue(ended.getMessage().startsWith("Keycloak ended while starting"), ended::getMessage);
    }

    /** Otherwise a call could fail later that the start did not check. */
    private static void assertEveryMissingCallIsNamed(Node node) {
        Path jar = Path.of(System.getProperty("latchkey.jar"));
        Set<String> unnamed = new Linkage(node.directory()).missing(jar).stream()
                .filter(call -> NEVER_LOADED.stream().noneMatch(call::startsWith))
                .filter(call -> !node.log().contains(call.substring(call.indexOf(" -> ") + " -> ".length())))
                .collect(Collectors.toSet());
        assertEquals(Set.of(), unnamed);
    }

    private static Map<String, String> named(String log) {
        Matcher names = NAMED.matcher(log);
        return names.results().collect(Collectors.toMap(name -> name.group(1), name -> name.group(2), (a, b) -> a));
    }

    private static JsonNode readiness(Node node) {
        for (JsonNode check : Json.read(node.readiness()).get("checks")) {
            if (check.get("name").asText().equals("Latchkey security hooks")) {
                return check;
            }
        }
        throw new AssertionError("No check of Latchkey's in " + node.readiness());
    }

    private static double missingInMetrics(Node node) {
        return node.metrics().lines().filter(line -> line.startsWith("latchkey_hooks_missing ")).findFirst()
                .map(line -> Double.parseDouble(line.split(" ")[1]))
                .orElseThrow(() -> new AssertionError(node.metrics()));
    }
}
