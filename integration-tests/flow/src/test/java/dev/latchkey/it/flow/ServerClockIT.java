package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** The clock that other tests rely on stands still when it is stopped, and goes on afterwards. */
@StoppedClock
@KeycloakIntegrationTest(config = FlowServer.class)
class ServerClockIT extends FlowTest {

    @InjectRealm(config = Realms.PasswordOnly.class)
    ManagedRealm realm;

    @Override
    ManagedRealm realm() {
        return realm;
    }

    @Test
    void aStoppedClockMovesByTheOffsetAlone() {
        long stopped = clock().now();
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        assertEquals(stopped, clock().now());

        time.set(60);
        assertEquals(stopped + 60_000, clock().now());
        time.set(0);
        clock().start();
        assertTrue(clock().now() > stopped, "it tells the system's time again");
    }
}
