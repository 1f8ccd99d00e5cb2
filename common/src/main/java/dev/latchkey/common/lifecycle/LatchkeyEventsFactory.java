package dev.latchkey.common.lifecycle;

import java.time.Duration;
import java.util.function.Consumer;

import dev.latchkey.common.event.EverySessionEnded;
import dev.latchkey.common.proof.EndedSignIns;
import dev.latchkey.common.purge.LatchkeyPurgeTask;
import dev.latchkey.common.purge.LatchkeySweepTask;
import dev.latchkey.common.purge.Purge;
import dev.latchkey.common.spi.PlainFactory;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventListenerProviderFactory;
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

/**
 * Ties Latchkey to what happens in Keycloak: schedules purge and sweep once the database is ready, deletes rows with
 * their user or realm, and listens, in every realm without being configured, for sign-ins and for an admin who clears
 * login failures.
 */
public final class LatchkeyEventsFactory implements EventListenerProviderFactory, PlainFactory<EventListenerProvider> {

    private static final Duration PURGE_INTERVAL = Duration.ofMinutes(15);
    private static final Duration SWEEP_INTERVAL = Duration.ofHours(6);

    @Override
    public EventListenerProvider create(KeycloakSession session) {
        return new LatchkeyEvents(session);
    }

    @Override
    public boolean isGlobal() {
        return true;
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        factory.register(LatchkeyEventsFactory::onEvent);
    }

    private static void onEvent(ProviderEvent event) {
        if (event instanceof PostMigrationEvent migrated) {
            schedule(migrated.getFactory(), new LatchkeyPurgeTask(), PURGE_INTERVAL);
            schedule(migrated.getFactory(), new LatchkeySweepTask(), SWEEP_INTERVAL);
        } else if (event instanceof EverySessionEnded ended) {
            EndedSignIns.end(ended.session(), ended.realmId(), ended.userId());
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

    @Override
    public String getId() {
        return "latchkey-events";
    }
}
