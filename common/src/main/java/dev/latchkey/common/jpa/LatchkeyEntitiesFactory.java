package dev.latchkey.common.jpa;

import java.util.List;

import dev.latchkey.common.spi.PlainFactory;
import org.keycloak.connections.jpa.entityprovider.JpaEntityProvider;
import org.keycloak.connections.jpa.entityprovider.JpaEntityProviderFactory;
import org.keycloak.models.KeycloakSession;

/**
 * Base of the modules' entity providers. The ids of all modules must differ in their first ten letters, by which
 * Keycloak names the history table, and never change.
 */
public abstract class LatchkeyEntitiesFactory implements JpaEntityProviderFactory, PlainFactory<JpaEntityProvider> {

    /** @return the module's entities */
    protected abstract List<Class<?>> entities();

    /**
     * Where the module's tables are made.
     *
     * @return the changelog; null for tables that have moved here from another module, whose changelog and history they
     *         keep
     */
    protected String changelog() {
        return "META-INF/" + getId() + "-changelog.xml";
    }

    @Override
    public JpaEntityProvider create(KeycloakSession session) {
        return new JpaEntityProvider() {
            @Override
            public List<Class<?>> getEntities() {
                return entities();
            }

            @Override
            public String getChangelogLocation() {
                return changelog();
            }

            @Override
            public String getFactoryId() {
                return LatchkeyEntitiesFactory.this.getId();
            }

            @Override
            public void close() {
            }
        };
    }
}
