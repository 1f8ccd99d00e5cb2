package dev.latchkey.it.flow.fuzz;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.function.IntFunction;

import dev.latchkey.it.kit.Browser;
import dev.latchkey.it.kit.Burst;
import dev.latchkey.it.kit.Page;

/**
 * Sends changed requests, each twice: about an existing account and about one that does not exist. Expected are no
 * failure of the server, no internals of it, and the same answer both times.
 */
public final class Fuzzer {

    private static final int FAILURE = 500;
    /** Documented: temporarily unavailable, as the answer to a full queue. */
    private static final int UNAVAILABLE = 503;

    /**
     * A kind of request.
     *
     * @param target the request, where it needs no page; empty where a page offers it
     * @param begin  opens the page that the request is sent from: returns a tab with cookies and the request that its
     *               page offers about the account
     */
    public record Origin(Optional<Target> target, Function<String, Begun> begin) {

        /**
         * @param target the request
         * @param url    URL of the server
         * @return a kind of request that needs no page
         */
        public static Origin of(Target target, String url) {
            return new Origin(Optional.of(target), account -> new Begun(new Browser(url), target));
        }

        /**
         * @param begin opens the page that offers the request
         * @return a kind of request that a page offers
         */
        public static Origin ofPage(Function<String, Begun> begin) {
            return new Origin(Optional.empty(), begin);
        }
    }

    /**
     * A request and the browser that sends it.
     *
     * @param browser its cookies
     * @param target  the request
     */
    public record Begun(Browser browser, Target target) {
    }

    private final long seed;
    private final int threads;
    private final Findings findings = new Findings();

    /**
     * @param seed    seed of all random choices
     * @param threads how many pairs are sent at once
     */
    public Fuzzer(long seed, int threads) {
        this.seed = seed;
        this.threads = threads;
    }

    /**
     * @param origins the kinds of requests, which are used in turn
     * @param pair    number of a pair
     * @return whether its requests concern an account, which has to exist then
     */
    public boolean concernsAccount(List<Origin> origins, int pair) {
        return origins.get(pair % origins.size()).target().map(target -> request(pair, target).concernsAccount())
                .orElse(true);
    }

    /**
     * Sends pairs of requests.
     *
     * @param origins the kinds of requests, which are used in turn
     * @param first   number of the first pair
     * @param pairs   number of pairs
     * @param known   address of the existing account, by number of the pair
     * @param free    address that no account has, by number of the pair
     */
    public void run(List<Origin> origins, int first, int pairs, IntFunction<String> known, IntFunction<String> free) {
        Burst.of(pairs, threads, offset -> {
            int pair = first + offset;
            pair(origins.get(pair % origins.size()), pair, known.apply(pair), free.apply(pair));
            return pair;
        });
    }

    /** @return the requests and findings so far */
    public Findings findings() {
        return findings;
    }

    private void pair(Origin origin, int pair, String known, String free) {
        Begun one = origin.begin().apply(known);
        Begun two = origin.begin().apply(free);
        RawRequest request = request(pair, one.target());
        Answer aboutKnown = send(request, one, known);
        Answer aboutFree = send(request(pair, two.target()), two, free);
        if (!aboutKnown.equals(aboutFree)) {
            findings.add(request, "pair " + pair + ", different answers " + aboutKnown.beside(aboutFree) + "\n  to");
        }
    }

    /** The random numbers belong to the pair, so that both of its requests are changed alike. */
    private RawRequest request(int pair, Target target) {
        return Mutator.mutate(new Random(seed * 31 + pair), target);
    }

    private Answer send(RawRequest request, Begun from, String account) {
        Answer answer = Answer.of(() -> answered(request, from, account), account);
        findings.count(request, answer);
        if (answer.status() >= FAILURE && answer.status() != UNAVAILABLE && !request.undecodable()) {
            findings.add(request, "status " + answer.status() + ": " + answer.text());
        }
        if (answer.trace()) {
            findings.add(request, "the inside of the server: " + answer.text());
        }
        return answer;
    }

    private static Page answered(RawRequest request, Begun from, String account) {
        return request.send(from.browser(), account);
    }
}
