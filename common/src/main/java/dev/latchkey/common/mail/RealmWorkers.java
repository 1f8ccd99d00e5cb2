package dev.latchkey.common.mail;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

import dev.latchkey.common.limit.FairShares;

/**
 * Threads that realms share fairly: a realm whose tasks take long keeps no more threads than one realm may have, and
 * there are twice as many in all. A task that finds no thread waits behind the tasks of its own realm alone.
 */
final class RealmWorkers {

    private final FairShares shares;
    private final ScheduledThreadPoolExecutor threads;
    /** No queue of these is empty; the realm that is served next comes first. */
    private final Map<String, Queue<Runnable>> waiting = new LinkedHashMap<>();

    /**
     * @param ofOneRealm most tasks of one realm that run at once
     * @param factory    makes the threads
     */
    RealmWorkers(int ofOneRealm, ThreadFactory factory) {
        this.shares = new FairShares(2 * ofOneRealm, ofOneRealm);
        this.threads = new ScheduledThreadPoolExecutor(2 * ofOneRealm, factory);
    }

    /**
     * Runs a task as soon as its realm has a thread for it.
     *
     * @param realmId whose task it is
     * @param task    what to do; must throw nothing
     */
    void execute(String realmId, Runnable task) {
        synchronized (waiting) {
            waiting.computeIfAbsent(realmId, id -> new ArrayDeque<>()).add(task);
        }
        next();
    }

    /**
     * The same after a while.
     *
     * @param realmId whose task it is
     * @param task    what to do; must throw nothing
     * @param seconds from now
     */
    void schedule(String realmId, Runnable task, long seconds) {
        threads.schedule(() -> execute(realmId, task), seconds, TimeUnit.SECONDS);
    }

    /** Assigns threads round by round, so that a realm with a backlog waits behind the others after each task. */
    private void next() {
        synchronized (waiting) {
            boolean begun;
            do {
                begun = false;
                for (String realmId : List.copyOf(waiting.keySet())) {
                    begun |= begin(realmId);
                }
            } while (begun);
        }
    }

    private boolean begin(String realmId) {
        if (!shares.take(realmId)) {
            return false;
        }
        Queue<Runnable> tasks = waiting.remove(realmId);
        Runnable task = tasks.remove();
        if (!tasks.isEmpty()) {
            // at the end, which is where the map puts what is new
            waiting.put(realmId, tasks);
        }
        threads.execute(() -> run(realmId, task));
        return true;
    }

    private void run(String realmId, Runnable task) {
        try {
            task.run();
        } finally {
            shares.release(realmId);
            next();
        }
    }

    /** Runs nothing more, and interrupts what runs. */
    void stop() {
        synchronized (waiting) {
            waiting.clear();
            threads.shutdownNow();
        }
    }
}
