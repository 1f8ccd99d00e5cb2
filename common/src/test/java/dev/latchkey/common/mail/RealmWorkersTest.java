package dev.latchkey.common.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RealmWorkersTest {

    private static final int WORKERS = 4;

    private final RealmWorkers workers = new RealmWorkers(WORKERS, Thread::new);
    private final CountDownLatch released = new CountDownLatch(1);
    private final AtomicInteger running = new AtomicInteger();

    @AfterEach
    void stop() {
        released.countDown();
        workers.stop();
    }

    @Test
    void attack_oneRealmWhoseMailsAllHang_holdsUpNoOther() throws InterruptedException {
        CountDownLatch hung = hang("hanging", 50, WORKERS);
        assertTrue(hung.await(1, TimeUnit.MINUTES));
        CountDownLatch sent = new CountDownLatch(20);
        for (int i = 0; i < 20; i++) {
            workers.execute("another", sent::countDown);
        }
        assertTrue(sent.await(1, TimeUnit.MINUTES));
        assertEquals(WORKERS, running.get(), "no more of the realm that hangs");
    }

    @Test
    void attack_twoRealmsWhoseMailsAllHang_holdUpNoThird() throws InterruptedException {
        assertTrue(hang("hanging 1", 50, WORKERS).await(1, TimeUnit.MINUTES));
        assertTrue(hang("hanging 2", 50, WORKERS / 2).await(1, TimeUnit.MINUTES));
        CountDownLatch sent = new CountDownLatch(20);
        for (int i = 0; i < 20; i++) {
            workers.execute("third", sent::countDown);
        }
        assertTrue(sent.await(1, TimeUnit.MINUTES));
    }

    @Test
    void attack_asManySlowRealmsAsThereAreThreads_holdUpTheNextForOneTaskEachAtMost() throws InterruptedException {
        int threads = 2 * WORKERS;
        Semaphore ends = new Semaphore(0);
        for (int i = 0; i < 50 * threads; i++) {
            workers.execute("slow " + i % threads, ends::acquireUninterruptibly);
        }
        CountDownLatch sent = new CountDownLatch(1);
        workers.execute("next", sent::countDown);
        ends.release(2 * threads);
        assertTrue(sent.await(10, TimeUnit.SECONDS));
        ends.release(50 * threads);
    }

    @Test
    void whatWaitsRunsWhenItsRealmHasAThreadAgain() throws InterruptedException {
        CountDownLatch all = hang("hanging", 50, 50);
        released.countDown();
        assertTrue(all.await(1, TimeUnit.MINUTES));
    }

    @Test
    void whatIsScheduledRunsLater() throws InterruptedException {
        CountDownLatch later = new CountDownLatch(1);
        workers.schedule("realm", later::countDown, 1);
        assertEquals(1, later.getCount());
        assertTrue(later.await(1, TimeUnit.MINUTES));
    }

    /** Tasks that do not end until they are released; gives what tells that so many of them have begun. */
    private CountDownLatch hang(String realm, int count, int begin) {
        CountDownLatch begun = new CountDownLatch(begin);
        for (int i = 0; i < count; i++) {
            workers.execute(realm, () -> {
                running.incrementAndGet();
                begun.countDown();
                try {
                    released.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
        return begun;
    }
}
