package dev.latchkey.common.purge;

import org.keycloak.models.KeycloakSession;
import org.keycloak.timer.ScheduledTask;

/**
 * Deletes rows of users and realms that were removed without an event, for every module. It looks at every row, so it
 * runs less often than {@link LatchkeyPurgeTask}; like that one, on one node each time.
 */
public final class LatchkeySweepTask implements ScheduledTask {

    @Override
    public void run(KeycloakSession session) {
        new PurgeRun(session).overAll(Purge::orphans, deleted -> deleted > 0);
    }
}
