package dev.latchkey.mail;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import org.jboss.logging.Logger;

/**
 * The threads of the mail queue: as many as {@link DeliverySchedule} lets work at once, and none while the queue is
 * empty.
 */
final class MailWorkers {

    private static final Logger LOG = Logger.getLogger(MailWorkers.class);
    private static final int IDLE_SECONDS = 10;
    /** Two, so that a write that waits for the database holds up no retry. */
    private static final int TIMERS = 2;
    private static final Duration WITHOUT_THREAD = Duration.ofSeconds(1);

    private final DeliverySchedule schedule;
    private final ThreadPoolExecutor threads;
    private final ScheduledThreadPoolExecutor timer;

    /** @param most most mails of one realm, and to one mail server, that are handed over at once */
    MailWorkers(int most) {
        schedule = new DeliverySchedule(most, System::nanoTime);
        // the schedule limits the threads; a limit here would refuse a task while a thread is about to become idle
        threads = new ThreadPoolExecutor(0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS,
                new SynchronousQueue<>(), named("latchkey-mail-"));
        timer = new ScheduledThreadPoolExecutor(TIMERS, named("latchkey-mail-timer-"));
        // they stay: where no thread can be started, these go on
        timer.prestartAllCoreThreads();
    }

    private static ThreadFactory named(String prefix) {
        ClassLoader loader = MailWorkers.class.getClassLoader();
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, prefix + number.incrementAndGet());
            thread.setDaemon(true);
            // themes, mail and TLS classes are found through the context class loader
            thread.setContextClassLoader(loader);
            return thread;
        };
    }

    /**
     * Runs a task when its turn has come.
     *
     * @param lane     whose mail it is
     * @param priority its priority
     * @param task     hands the mail over; must throw nothing
     * @throws RejectedExecutionException if the workers were stopped
     */
    void execute(DeliverySchedule.Lane lane, MailPriority priority, Supplier<ServerAnswer> task) {
        schedule.add(lane, priority, task).forEach(this::start);
    }

    /**
     * Runs something short after a while.
     *
     * @param task  what to do
     * @param delay from now
     * @throws RejectedExecutionException if the workers were stopped
     */
    void later(Runnable task, Duration delay) {
        timer.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void start(DeliverySchedule.Turn turn) {
        try {
            threads.execute(() -> run(turn));
        } catch (OutOfMemoryError e) {
            LOG.error("No thread could be started for a mail; it will be tried again", e);
            later(() -> start(turn), WITHOUT_THREAD);
        }
    }

    /** A thread goes on with one of the turns that its own end makes possible. */
    private void run(DeliverySchedule.Turn first) {
        DeliverySchedule.Turn turn = first;
        while (turn != null) {
            List<DeliverySchedule.Turn> next = schedule.ended(turn, answer(turn.task()));
            next.stream().skip(1).forEach(this::start);
            turn = next.isEmpty() ? null : next.get(0);
        }
    }

    /** A turn that is not ended would take its realm's share for good. */
    private static ServerAnswer answer(Supplier<ServerAnswer> task) {
        try {
            return task.get();
        } catch (Throwable e) {
            LOG.error("A mail was lost", e);
            return ServerAnswer.NONE;
        }
    }

    /** @return how many threads there are, including those that are about to end because they are idle */
    int threads() {
        return threads.getPoolSize();
    }

    /** @return how many mails are being handed over */
    int running() {
        return schedule.running();
    }

    /** @return for how long the oldest mail has waited for its turn, in seconds; 0 when none waits */
    double oldestSeconds() {
        return schedule.oldestSeconds();
    }

    /** Runs nothing more, and interrupts what runs. */
    void stop() {
        schedule.clear();
        timer.shutdownNow();
        threads.shutdownNow();
    }
}
