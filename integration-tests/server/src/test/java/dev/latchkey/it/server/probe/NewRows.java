package dev.latchkey.it.server.probe;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import dev.latchkey.common.tx.OwnTransaction;
import dev.latchkey.limit.RateDemand;
import dev.latchkey.limit.RateLimit;
import dev.latchkey.limit.RateLimiter;
import org.keycloak.models.KeycloakSession;

/**
 * Transactions that need the same row, which does not exist yet, at one moment. They begin inside the server, because
 * requests over HTTP arrive one after another.
 */
final class NewRows {

    private static final int PERMITS = 5;

    private final KeycloakSession session;

    NewRows(KeycloakSession session) {
        this.session = session;
    }

    /**
     * Takes permits of new buckets, one bucket after another. Each thread takes one of a bucket of its own besides, as
     * users of one address do.
     *
     * @param buckets number of buckets
     * @param threads number of threads that take one permit each
     * @return names of the results, and of the exceptions
     */
    List<String> take(int buckets, int threads) throws InterruptedException {
        List<String> results = new ArrayList<>();
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            for (int bucket = 0; bucket < buckets; bucket++) {
                String address = "new-" + bucket;
                CyclicBarrier start = new CyclicBarrier(threads);
                List<Future<String>> all = new ArrayList<>();
                for (int thread = 0; thread < threads; thread++) {
                    List<RateDemand> demands = List.of(demand(address), demand(address + '-' + thread));
                    all.add(pool.submit(() -> {
                        start.await();
                        return take(demands);
                    }));
                }
                for (Future<String> one : all) {
                    results.add(name(one));
                }
            }
        } finally {
            pool.shutdownNow();
        }
        return results;
    }

    private RateDemand demand(String key) {
        return new RateDemand(new RateLimit("probe", PERMITS, Duration.ofHours(1)),
                session.getContext().getRealm().getId(), key);
    }

    private String take(List<RateDemand> demands) {
        return OwnTransaction.run(session.getKeycloakSessionFactory(), own ->
                own.getProvider(RateLimiter.class).take(demands).getClass().getSimpleName());
    }

    private static String name(Future<String> one) throws InterruptedException {
        try {
            return one.get();
        } catch (ExecutionException e) {
            return e.getCause().getClass().getSimpleName();
        }
    }
}
