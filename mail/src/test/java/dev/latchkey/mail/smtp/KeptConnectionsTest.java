package dev.latchkey.mail.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import java.util.Properties;

import dev.latchkey.mail.smtp.KeptConnections.Kept;
import jakarta.mail.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The numbers are those of {@code docs/operations.md}. */
class KeptConnectionsTest {

    private static final String SERVER = "mail:25";

    private long now = Long.MAX_VALUE - 1;
    private final KeptConnections kept = new KeptConnections(() -> now);

    @AfterEach
    void close() {
        kept.close();
    }

    @Test
    void theConnectionThatWasUsedLastIsUsedAgain() {
        give("realm", SERVER);
        Kept newest = give("realm", SERVER);

        assertSame(newest.connection(), take("realm").orElseThrow().connection());
        assertTrue(take("realm").isPresent());
        assertEquals(Optional.empty(), take("realm"));
    }

    @Test
    void aConnectionServesItsRealmAndItsSettingsAlone() {
        give("realm", SERVER);

        assertEquals(Optional.empty(), kept.take("other", "another:25", "settings of other"));
        assertEquals(1, kept.size());
        assertEquals(Optional.empty(), kept.take("realm", SERVER, "changed settings"));
        assertEquals(0, kept.size(), "it is closed");
    }

    @Test
    void anIdleConnectionServesForFiveSeconds() {
        give("realm", SERVER);
        give("realm", SERVER);
        pass(Duration.ofSeconds(5).minusNanos(1));
        assertTrue(take("realm").isPresent());
        pass(Duration.ofNanos(1));
        assertEquals(Optional.empty(), take("realm"));
        assertEquals(0, kept.size());
    }

    @Test
    void aConnectionServesForAMinute() {
        give("realm", SERVER);
        for (int second = 0; second < 59; second++) {
            pass(Duration.ofSeconds(1));
            kept.give(take("realm").orElseThrow());
        }
        pass(Duration.ofSeconds(1));
        assertEquals(Optional.empty(), take("realm"));
    }

    @Test
    void aConnectionServesForAHundredMails() {
        give("realm", SERVER);
        for (int mail = 1; mail < 100; mail++) {
            kept.give(take("realm").orElseThrow());
        }
        assertEquals(Optional.empty(), take("realm"));
    }

    /** Or there would be more than the operator allows. */
    @Test
    void aConnectionThatIsOpenedTakesThePlaceOfAnIdleOneToTheSameServer() {
        Kept oldest = give("first", SERVER);
        give("second", SERVER);
        give("third", "another:25");

        assertEquals(Optional.empty(), take("fourth"));
        assertEquals(2, kept.size());
        assertEquals(Optional.empty(), take(oldest.realmId()), "it was closed, and the second one is now");
        assertEquals(1, kept.size());
        assertTrue(take("third").isPresent());
    }

    @Test
    void sixtyFourAreKeptInAll() {
        for (int i = 0; i < 70; i++) {
            give("realm" + i, "mail" + i);
        }
        assertEquals(64, kept.size());
        assertEquals(Optional.empty(), kept.take("realm5", "mail5", "settings of realm5"));
        assertTrue(kept.take("realm6", "mail6", "settings of realm6").isPresent());
    }

    @Test
    void noneIsKeptOnceTheServerStops() {
        give("realm", SERVER);
        kept.close();
        assertEquals(0, kept.size());
        give("realm", SERVER);
        assertEquals(Optional.empty(), take("realm"));
    }

    private Optional<Kept> take(String realm) {
        return kept.take(realm, SERVER, "settings of " + realm);
    }

    private Kept give(String realm, String server) {
        SmtpConnection connection = new SmtpConnection(Session.getInstance(new Properties()));
        Kept opened = kept.opened(connection, realm, server, "settings of " + realm);
        kept.give(opened);
        return opened;
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }
}
