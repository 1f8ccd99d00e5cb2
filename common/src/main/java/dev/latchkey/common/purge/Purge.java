package dev.latchkey.common.purge;

import java.time.Duration;

import org.keycloak.provider.Provider;

/** What one module has to delete, and when. Works in the transaction of its session. */
public interface Purge extends Provider {

    /**
     * Deletes a bounded batch of expired rows.
     *
     * @param nowMillis current time, epoch milliseconds
     * @return what was deleted
     */
    PurgedBatch expired(long nowMillis);

    /**
     * Deletes all rows of a user.
     *
     * @param realmId the user's realm
     * @param userId  the user
     */
    void userRemoved(String realmId, String userId);

    /**
     * Deletes all rows of a realm.
     *
     * @param realmId the realm
     */
    void realmRemoved(String realmId);

    /**
     * Deletes rows of users and realms that were removed without an event, in one page of the table: Keycloak removes
     * the users of a directory that was unlinked in bulk and publishes no event for them.
     *
     * @param after where the page before ended; empty for the first page
     * @return what was deleted and where the page ended; it has read {@link SweptPage#ROWS} rows at most
     */
    SweptPage sweep(String after);

    /** Most rows that one call of {@link #expired} deletes. */
    int BATCH = 1_000;

    /** How far clocks of nodes may differ before a purge ends or deletes what is good on another node. */
    long CLOCK_GRACE_MILLIS = Duration.ofHours(1).toMillis();
}
