package dev.latchkey.common.purge;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

import org.jboss.logging.Logger;

/**
 * Processes entries that no single statement can process: page by page and one by one. An entry that fails blocks no
 * other, neither in its page nor in those that follow, and is tried again with the next run.
 */
public final class OneByOne {

    private static final Logger LOG = Logger.getLogger(OneByOne.class);
    /** Longest run, since all of Keycloak's tasks share one thread; the remaining entries wait for the next run. */
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private OneByOne() {
    }

    /**
     * @param pages returns the page that follows a cursor, in the order of the cursors; an empty one is the last
     * @param id    the cursor of an entry
     * @param work  processes one entry, in transactions of its own
     * @param what  what an entry is, for the log
     * @param <T>   an entry
     * @return how many entries were processed, {@value Purge#BATCH} or a page more at most
     */
    public static <T> int of(Function<String, List<T>> pages, Function<T, String> id, Predicate<T> work, String what) {
        long start = System.nanoTime();
        int done = 0;
        int failed = 0;
        String after = "";
        List<T> page = pages.apply(after);
        while (!page.isEmpty() && done < Purge.BATCH && System.nanoTime() - start < LONGEST.toNanos()) {
            for (T entry : page) {
                try {
                    done += work.test(entry) ? 1 : 0;
                } catch (RuntimeException e) {
                    failed++;
                    // only the first is logged with its cause; a database that is down must not fill the log
                    LOG.logf(failed == 1 ? Logger.Level.ERROR : Logger.Level.DEBUG, e,
                            "The purge could not clear %s %s away", what, id.apply(entry));
                }
            }
            after = id.apply(page.get(page.size() - 1));
            page = pages.apply(after);
        }
        if (failed > 1) {
            LOG.errorf("The purge could not clear %d of %s away", failed, what);
        }
        return done;
    }
}
