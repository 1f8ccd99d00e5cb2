package dev.latchkey.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The slots of the queue; nothing is sent. */
class MailQueueTest {

    private static final int SIZE = 20;

    private final MailQueue queue = new MailQueue(null, 1, SIZE);
    private final List<MailQueue.Slot> reserved = new ArrayList<>();

    @AfterEach
    void stop() {
        queue.drain();
    }

    @Test
    void attack_floodOfNotices_leavesTheCodesOfItsRealmHalfOfTheQueue() {
        long notices = reserveAll("realm", MailPriority.NOTICE);
        assertEquals(SIZE / 2, notices);
        assertEquals(SIZE / 2, reserveAll("realm", MailPriority.CODE));
        releaseAll();
    }

    @Test
    void codesMayFillTheQueueOfTheirRealm() {
        assertEquals(SIZE, reserveAll("realm", MailPriority.CODE));
        assertEquals(0, reserveAll("realm", MailPriority.NOTICE));
        assertTrue(reserveAll("another", MailPriority.CODE) > 0);
        releaseAll();
        assertEquals(SIZE / 2, reserveAll("realm", MailPriority.NOTICE));
        releaseAll();
    }

    private long reserveAll(String realm, MailPriority priority) {
        return Stream.generate(() -> queue.reserve(realm, priority)).limit(2 * SIZE)
                .flatMap(Optional::stream).peek(reserved::add).count();
    }

    private void releaseAll() {
        reserved.forEach(MailQueue.Slot::close);
        reserved.clear();
    }
}
