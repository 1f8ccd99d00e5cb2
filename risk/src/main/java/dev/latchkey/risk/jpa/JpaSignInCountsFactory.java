package dev.latchkey.risk.jpa;

import java.util.Set;

import dev.latchkey.common.spi.ShutdownOrder;
import dev.latchkey.risk.delivery.CountWriter;
import dev.latchkey.risk.provider.SignInCounts;
import dev.latchkey.risk.provider.SignInCountsFactory;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.Provider;

/** Keeps this node's thread that writes counts, and deletes those of a client with it. */
public final class JpaSignInCountsFactory implements SignInCountsFactory {

    private CountWriter writer;

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        writer = new CountWriter(factory);
        factory.register(event -> {
            if (event instanceof ClientModel.ClientRemovedEvent removed) {
                DailyCounts.of(removed.getKeycloakSession(), removed.getClient().getRealm())
                        .clientRemoved(removed.getClient().getId());
            }
        });
    }

    @Override
    public SignInCounts create(KeycloakSession session) {
        return new JpaSignInCounts(session, writer);
    }

    @Override
    public Set<Class<? extends Provider>> dependsOn() {
        return ShutdownOrder.BEFORE_DATA;
    }

    @Override
    public void close() {
        if (writer != null) {
            writer.close();
        }
    }

    @Override
    public String getId() {
        return "jpa";
    }
}
