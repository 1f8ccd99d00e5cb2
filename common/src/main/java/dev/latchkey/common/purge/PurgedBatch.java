package dev.latchkey.common.purge;

/**
 * A part of the expired rows of a table.
 *
 * @param deleted how many rows were deleted or ended
 * @param more    whether there may be more of them
 */
public record PurgedBatch(int deleted, boolean more) {

    /**
     * @param deleted how many rows were deleted or ended
     * @return the batch; a full {@link Purge#BATCH} means that there may be more
     */
    public static PurgedBatch of(int deleted) {
        return new PurgedBatch(deleted, deleted >= Purge.BATCH);
    }
}
