package dev.latchkey.credential;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import dev.latchkey.common.purge.SweptPage;

/**
 * A part of a table in the order of its ids.
 *
 * @param after the last id of the page before; empty for the first page
 * @param end   the last id of this one; empty for the last page
 */
public record IdPage(String after, Optional<String> end) {

    /** All rows of a table. */
    public static final IdPage WHOLE = new IdPage("", Optional.empty());

    /**
     * @param id of a row
     * @return the rest of the page behind that row
     */
    public IdPage behind(String id) {
        return new IdPage(id, end);
    }

    /**
     * @param changed how many of the page's rows were changed
     * @param found   what was found on the page
     * @param max     most entries that could be found
     * @param id      the id of an entry
     * @param <T>     an entry
     * @return where the next page begins: behind the last entry that was found when there may be more on this page
     */
    public <T> SweptPage swept(int changed, List<T> found, int max, Function<T, String> id) {
        return new SweptPage(changed, found.size() < max ? end : Optional.of(id.apply(found.get(max - 1))));
    }
}
