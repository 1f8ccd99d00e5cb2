package dev.latchkey.common.purge;

import org.keycloak.models.KeycloakSession;
import org.keycloak.timer.ScheduledTask;

/**
 * Deletes what has expired, for every module. The class name is the task's key in the cluster: of all nodes one runs it
 * each time.
 */
public final class LatchkeyPurgeTask implements ScheduledTask {

    @Override
    public void run(KeycloakSession session) {
        new PurgeRun(session).purge();
    }
}
