package dev.latchkey.common.purge;

import java.util.HashMap;
import java.util.Map;

import org.keycloak.models.KeycloakSession;
import org.keycloak.timer.ScheduledTask;

/**
 * Deletes rows of users and realms that were removed without an event, for every module. It looks at every row, so it
 * runs less often than {@link LatchkeyPurgeTask}; like that one, on one node each time. A run that does not reach the
 * end of a table goes on from there the next time.
 */
public final class LatchkeySweepTask implements ScheduledTask {

    /** Where the last run on this node has ended, by table. */
    private final Map<String, String> ends = new HashMap<>();

    @Override
    public void run(KeycloakSession session) {
        synchronized (ends) {
            new PurgeRun(session).sweep(ends);
        }
    }
}
