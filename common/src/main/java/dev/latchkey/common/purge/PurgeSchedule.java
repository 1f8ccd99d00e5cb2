package dev.latchkey.common.purge;

import java.time.Duration;
import java.util.function.Consumer;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.models.utils.PostMigrationEvent;
import org.keycloak.provider.ProviderEvent;
import org.keycloak.services.scheduled.ClusterAwareScheduledTaskRunner;
import org.keycloak.timer.ScheduledTask;
import org.keycloak.timer.TimerProvider;

/** Schedules purge and sweep once the database is ready, and deletes rows with their user or realm. */
public final class PurgeSchedule {

    private static final Duration PURGE_INTERVAL = Duration.ofMinutes(15);
    private static final Duration SWEEP_INTERVAL = Duration.ofHours(6);

    private PurgeSchedule() {
    }

    /** @param factory the server's, whose events are listened to from now on */
    public static void register(KeycloakSessionFactory factory) {
        factory.register(PurgeSchedule::onEvent);
    }

    private static void onEvent(ProviderEvent event) {
        if (event instanceof PostMigrationEvent migrated) {
            schedule(migrated.getFactory(), new LatchkeyPurgeTask(), PURGE_INTERVAL);
            schedule(migrated.getFactory(), new LatchkeySweepTask(), SWEEP_INTERVAL);
        } else if (event instanceof UserModel.UserRemovedEvent removed) {
            String realmId = removed.getRealm().getId();
            String userId = removed.getUser().getId();
            forEachPurge(removed.getKeycloakSession(), purge -> purge.userRemoved(realmId, userId));
        } else if (event instanceof RealmModel.RealmRemovedEvent removed) {
            String realmId = removed.getRealm().getId();
            forEachPurge(removed.getKeycloakSession(), purge -> purge.realmRemoved(realmId));
        }
    }

    private static void schedule(KeycloakSessionFactory factory, ScheduledTask task, Duration every) {
        long interval = every.toMillis();
        KeycloakModelUtils.runJobInTransaction(factory, session -> session.getProvider(TimerProvider.class).schedule(
                new ClusterAwareScheduledTaskRunner(factory, task, interval), interval));
    }

    private static void forEachPurge(KeycloakSession session, Consumer<Purge> action) {
        session.getAllProviders(Purge.class).forEach(action);
    }
}
