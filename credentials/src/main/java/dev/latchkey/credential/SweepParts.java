package dev.latchkey.credential;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import dev.latchkey.common.purge.SweptPage;

/** Sweeps a table in several ways, one after the other. The end of a page begins with the number of its part. */
public final class SweepParts {

    private SweepParts() {
    }

    /**
     * Sweeps one page.
     *
     * @param after where the page before ended; empty for the first one of the first part
     * @param parts each returns the page that follows the end of another one of its own, at first of the empty string
     * @return the page; the last one of a part ends where the next part begins
     */
    public static SweptPage page(String after, List<Function<String, SweptPage>> parts) {
        int part = after.isEmpty() ? 0 : after.charAt(0) - '0';
        SweptPage page = parts.get(part).apply(after.isEmpty() ? "" : after.substring(1));
        if (page.end().isPresent()) {
            return new SweptPage(page.changed(), page.end().map(end -> part + end));
        }
        return part + 1 == parts.size() ? page
                : new SweptPage(page.changed(), Optional.of(String.valueOf(part + 1)));
    }
}
