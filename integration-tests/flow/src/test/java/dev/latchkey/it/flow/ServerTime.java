package dev.latchkey.it.flow;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import org.keycloak.testframework.remote.timeoffset.TimeOffSet;

/**
 * Moves the server's time. Codes whose mails have not left yet leave before: a mail that expires before its turn is
 * never sent, and a test would wait for it.
 */
final class ServerTime {

    /** A mail server that hangs keeps a mail for longer; a mail that was lost never leaves. */
    private static final long PATIENCE_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long INTERVAL_NANOS = Duration.ofMillis(20).toNanos();

    private final TimeOffSet offset;
    private final BooleanSupplier mailsHaveLeft;

    ServerTime(TimeOffSet offset, BooleanSupplier mailsHaveLeft) {
        this.offset = offset;
        this.mailsHaveLeft = mailsHaveLeft;
    }

    /** @param seconds from the system's time, or from where the clock was stopped */
    void set(int seconds) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!mailsHaveLeft.getAsBoolean() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(INTERVAL_NANOS);
        }
        offset.set(seconds);
    }

    boolean hasChanged() {
        return offset.hasChanged();
    }
}
