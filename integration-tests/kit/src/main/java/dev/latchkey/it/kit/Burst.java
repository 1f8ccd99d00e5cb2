package dev.latchkey.it.kit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/** Many calls that start at the same moment. */
public final class Burst {

    private Burst() {
    }

    /**
     * Runs each call in a thread of its own; all threads start at once.
     *
     * @param count number of calls
     * @param call  makes the call with this number, from 0
     * @return the results, by number of the call
     * @throws IllegalStateException if one of them failed
     */
    public static <T> List<T> of(int count, IntFunction<T> call) {
        CyclicBarrier start = new CyclicBarrier(count);
        return run(count, count, number -> {
            start.await();
            return call.apply(number);
        });
    }

    /**
     * Runs calls in a fixed number of threads.
     *
     * @param count   number of calls
     * @param threads number of threads
     * @param call    makes the call with this number, from 0
     * @return the results, by number of the call
     * @throws IllegalStateException if one of them failed
     */
    public static <T> List<T> of(int count, int threads, IntFunction<T> call) {
        return run(count, threads, call::apply);
    }

    private static <T> List<T> run(int count, int threads, Numbered<T> call) {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<T>> calls = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int number = i;
                calls.add(() -> call.run(number));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : executor.invokeAll(calls)) {
                results.add(future.get());
            }
            return results;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            executor.shutdownNow();
        }
    }

    @FunctionalInterface
    private interface Numbered<T> {
        T run(int number) throws Exception;
    }
}
