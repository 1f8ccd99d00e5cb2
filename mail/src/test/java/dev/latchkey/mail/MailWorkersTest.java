package dev.latchkey.mail;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.latchkey.mail.DeliverySchedule.Lane;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MailWorkersTest {

    private final MailWorkers workers = new MailWorkers(1);

    @AfterEach
    void stop() {
        workers.stop();
    }

    /** Of one worker, a turn that is not ended would leave none. */
    @Test
    void aMailThatEndsInAnErrorLeavesItsTurnToTheNext() throws InterruptedException {
        Lane lane = new Lane("realm", "server");
        CountDownLatch handedOver = new CountDownLatch(1);
        for (int mail = 0; mail < 10; mail++) {
            workers.execute(lane, MailPriority.CODE, () -> {
                throw new NoClassDefFoundError("of a test");
            });
        }
        workers.execute(lane, MailPriority.CODE, () -> {
            handedOver.countDown();
            return ServerAnswer.TAKEN;
        });
        assertTrue(handedOver.await(1, TimeUnit.MINUTES));
    }
}
