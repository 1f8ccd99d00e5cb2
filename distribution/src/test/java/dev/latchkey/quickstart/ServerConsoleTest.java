package dev.latchkey.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

class ServerConsoleTest {

    @Test
    void showsWarningsAndErrorsAlone() {
        assertEquals(List.of("Keycloak WARN Something odd", "Keycloak ERROR Something broke",
                "Keycloak ERROR: Unknown option: '--x'"), shown(
                "2026-11-21 00:48:15,216 INFO  [io.quarkus] (main) Installed features: [agroal]",
                "2026-11-21 00:48:15,217 WARN  [org.keycloak.x] (executor-thread-1) Something odd",
                "2026-11-21 00:48:15,218 ERROR [org.keycloak.y] (main) Something broke",
                "\tat org.keycloak.Y.main(Y.java:1)",
                "ERROR: Unknown option: '--x'"));
    }

    @Test
    void keepsQuietAboutWhatKeycloakWarnsOfAtEveryStart() {
        assertEquals(List.of(), shown(
                "2026-11-21 00:48:15,216 WARN  [org.keycloak.services] (build-1) KC-SERVICES0047: x is internal",
                "2026-11-21 00:48:15,216 WARN  [org.keycloak.common.Profile] (main) Deprecated features a:v1, b:v1"
                        + " enabled by default. Check the upgrading guide.",
                "2026-11-21 00:48:15,216 WARN  [org.keycloak.quarkus] (main) Running the server in development mode."));
    }

    private static List<String> shown(String... lines) {
        List<String> shown = new ArrayList<>();
        ServerConsole console = new ServerConsole(shown::add);
        for (String line : lines) {
            console.accept(line);
        }
        return shown;
    }
}
