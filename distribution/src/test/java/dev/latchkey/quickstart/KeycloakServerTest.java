package dev.latchkey.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Drives a small script in Keycloak's place that, like Keycloak's own, has the server as its child. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the script in Keycloak's place is a shell script")
class KeycloakServerTest {

    private static final String SCRIPT = """
            #!/bin/sh
            echo "arguments $*"
            echo "environment $KC_TEST_SETTING"
            [ "$1" = build ] && exit 7
            sleep 1000 &
            child=$!
            trap 'kill $child; echo stopped; exit 143' TERM
            echo "child $child"
            wait $child
            """;

    @TempDir
    private Path temp;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private KeycloakDistribution keycloak;
    private KeycloakServer server;

    @BeforeEach
    void install() throws IOException {
        Path script = temp.resolve("bin").resolve("kc.sh");
        Files.createDirectories(script.getParent());
        Files.writeString(script, SCRIPT);
        assertTrue(script.toFile().setExecutable(true));
        keycloak = KeycloakDistribution.at(temp);
        server = KeycloakServer.in(keycloak).httpPort(18080).managementPort(19000)
                .option("hostname", "http://localhost").option("spi-x--default--list", "a,b")
                .flag("import-realm").env("KC_TEST_SETTING", "set").onLine(lines::add).create();
    }

    @AfterEach
    void stop() {
        server.kill();
    }

    @Test
    void passesArgumentsAndEnvironment() throws InterruptedException {
        server.start();

        assertEquals("arguments start-dev --import-realm --http-host=127.0.0.1 --http-port=18080"
                + " --http-management-port=19000 --health-enabled=true --hostname=http://localhost"
                + " --spi-x--default--list=a,b", nextLine());
        assertEquals("environment set", nextLine());
        assertEquals("http://127.0.0.1:18080", server.baseUrl());
        assertEquals("http://127.0.0.1:19000", server.managementUrl());
    }

    @Test
    void anOptimizedStartCarriesNoBuildOption() {
        assertEquals(List.of("start", "--optimized", "--http-host=127.0.0.1", "--http-port=8080",
                "--http-management-port=9000"), arguments(KeycloakServer.in(keycloak).optimized()));
    }

    @Test
    void aLaterOptionWins() {
        assertEquals(List.of("start-dev", "--http-host=0.0.0.0", "--http-port=8080", "--http-management-port=9000",
                "--health-enabled=true"), arguments(KeycloakServer.in(keycloak).option("http-host", "0.0.0.0")));
    }

    @Test
    void killsScriptAndServer() throws InterruptedException {
        server.start();
        ProcessHandle child = child();

        server.kill();

        assertFalse(server.isAlive());
        assertFalse(child.isAlive());
        assertFalse(server.logLines().contains("stopped"));
    }

    @Test
    void stopsGracefully() throws InterruptedException {
        server.start();
        ProcessHandle child = child();

        server.stop();

        assertFalse(server.isAlive());
        assertFalse(child.isAlive());
        assertEquals(List.of("stopped"), server.lastLines(1));
        server.stop();
    }

    @Test
    void startsAgainAndKeepsTheLog() throws InterruptedException {
        server.start();
        child();
        assertThrows(IllegalStateException.class, server::start);
        server.kill();
        server.start();
        child();
        server.stop();

        assertEquals(2, server.logLines().stream().filter(line -> line.startsWith("arguments")).count());
    }

    @Test
    void saysWhatAFailedBuildPrinted() {
        Path log = temp.resolve("build.log");

        IllegalStateException e = assertThrows(IllegalStateException.class,
                () -> keycloak.build(Map.of("db", "postgres"), log, Duration.ofSeconds(90)));

        assertEquals("kc build failed: arguments build --db=postgres\nenvironment ", e.getMessage());
    }

    @Test
    void buildsOnceMoreWhenKeycloaksBuildHasTrippedOverItself() throws IOException {
        Files.writeString(temp.resolve("bin").resolve("kc.sh"), """
                #!/bin/sh
                [ -e tripped ] && exit 0
                touch tripped
                echo "[error]: Build step threw an exception: java.util.ConcurrentModificationException"
                exit 1
                """.replace("tripped", temp.resolve("tripped").toString()));
        keycloak.build(Map.of(), temp.resolve("build.log"), Duration.ofSeconds(90));
        assertTrue(Files.exists(temp.resolve("tripped")));
    }

    @Test
    void saysThatTheServerEndedInsteadOfWaitingOn() throws InterruptedException {
        server.start();
        child();
        server.kill();

        IllegalStateException e = assertThrows(IllegalStateException.class,
                () -> server.awaitReady(Duration.ofSeconds(90)));

        assertTrue(e.getMessage().startsWith("Keycloak ended while starting:\narguments start-dev"), e.getMessage());
    }

    private static List<String> arguments(KeycloakServer.Builder builder) {
        List<String> line = builder.commandLine();
        return line.subList(1, line.size());
    }

    private ProcessHandle child() throws InterruptedException {
        String line = nextLine();
        while (!line.startsWith("child ")) {
            line = nextLine();
        }
        return ProcessHandle.of(Long.parseLong(line.substring(6))).orElseThrow();
    }

    private String nextLine() throws InterruptedException {
        String line = lines.poll(90, TimeUnit.SECONDS);
        assertTrue(line != null, "no further line");
        return line;
    }
}
