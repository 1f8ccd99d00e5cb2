package dev.latchkey.webhook.delivery;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs one step again whenever a caller asks for it, never twice at once, and lets other tasks run in between. */
final class SerialTask {

    private final Executor executor;
    private final Runnable step;
    private final AtomicInteger asked = new AtomicInteger();

    SerialTask(Executor executor, Runnable step) {
        this.executor = executor;
        this.step = step;
    }

    /** Has the step run once more, after this call; one run may serve many calls. */
    void ask() {
        if (asked.getAndIncrement() == 0) {
            execute();
        }
    }

    private void execute() {
        try {
            executor.execute(this::run);
        } catch (RejectedExecutionException e) {
            // the node stops
            asked.set(0);
        }
    }

    private void run() {
        int answered = asked.get();
        try {
            step.run();
        } finally {
            if (asked.addAndGet(-answered) > 0) {
                execute();
            }
        }
    }
}
