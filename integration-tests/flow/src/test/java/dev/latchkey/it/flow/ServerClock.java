package dev.latchkey.it.flow;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Base64;

import dev.latchkey.it.kit.StoppableClock;
import org.keycloak.common.util.Time;
import org.keycloak.testframework.remote.runonserver.RunOnServerClient;

/**
 * The server's clock, which a test may stop: then no permit is returned, no wait ends and nothing expires between two
 * requests, however long the machine takes for them, and only the time offset moves the time.
 */
final class ServerClock {

    private static final String CAN_BE_STOPPED = "latchkey.test.clock-can-be-stopped";

    /** When the clock was stopped, in milliseconds; 0 while it runs. */
    private static volatile long stoppedAt;

    private final RunOnServerClient server;

    ServerClock(RunOnServerClient server) {
        this.server = server;
    }

    /** Stops the clock where it is. */
    void stop() {
        if (!server.fetch(session -> Boolean.getBoolean(CAN_BE_STOPPED), Boolean.class)) {
            String time = server.fetch(session -> encoded(Time.class), String.class);
            StoppableClock.install(server.fetch(session -> ProcessHandle.current().pid(), Long.class),
                    Base64.getDecoder().decode(time));
            server.run(session -> System.setProperty(CAN_BE_STOPPED, "true"));
        }
        stoppedAt = server.fetch(session -> {
            long now = System.currentTimeMillis();
            System.setProperty(StoppableClock.STOPPED_AT, String.valueOf(now));
            return now;
        }, Long.class);
    }

    /** Seconds that the clock is ahead of this process's own: less than 0 once it is stopped. */
    static int secondsAhead() {
        return stoppedAt == 0 ? 0 : (int) ((stoppedAt - System.currentTimeMillis()) / 1000);
    }

    /** The time, in milliseconds, with the offset. */
    long now() {
        return server.fetch(session -> Time.currentTimeMillis(), Long.class);
    }

    /** Lets the clock follow the system's time again. */
    void start() {
        server.run(session -> System.clearProperty(StoppableClock.STOPPED_AT));
        stoppedAt = 0;
    }

    private static String encoded(Class<?> type) {
        try (InputStream bytes = type.getResourceAsStream(type.getSimpleName() + ".class")) {
            return Base64.getEncoder().encodeToString(bytes.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
