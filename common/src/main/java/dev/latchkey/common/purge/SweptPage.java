package dev.latchkey.common.purge;

import java.util.Optional;

/**
 * A part of a table that the sweep has gone through.
 *
 * @param changed how many rows were deleted or ended
 * @param end     where the next page begins, in the table's own notation; empty after the last one
 */
public record SweptPage(int changed, Optional<String> end) {

    /** Rows that a page reads at most. */
    public static final int ROWS = 10_000;

    /**
     * @param changed how many rows were deleted or ended
     * @return the last page of a table
     */
    public static SweptPage last(int changed) {
        return new SweptPage(changed, Optional.empty());
    }
}
