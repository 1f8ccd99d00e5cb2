package dev.latchkey.limit;

import java.util.Map;

import dev.latchkey.common.settings.NumberSetting;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.Provider;

/**
 * The values in force of every {@link Limit}: the realm's override, else the server's option, else the default. And
 * those of every {@link ServerLimit}.
 */
public final class Limits implements Provider {

    private static final Logger LOG = Logger.getLogger(Limits.class);

    private final Map<Limit, Integer> serverValues;
    private final Map<ServerLimit, Integer> nodeValues;

    Limits(Map<Limit, Integer> serverValues, Map<ServerLimit, Integer> nodeValues) {
        this.serverValues = serverValues;
        this.nodeValues = nodeValues;
    }

    /**
     * @param session any session
     * @return the limits of this server
     */
    public static Limits of(KeycloakSession session) {
        return session.getProvider(Limits.class);
    }

    /**
     * @param realm the realm whose overrides count
     * @param limit which number
     * @return the value in force, always within the limit's range: an override outside it is ignored with a warning
     */
    public int get(RealmModel realm, Limit limit) {
        try {
            Integer override = limit.setting().parse(realm.getAttribute(limit.realmAttribute()));
            if (override != null) {
                return override;
            }
        } catch (NumberSetting.InvalidSettingException e) {
            LOG.warnf("Realm %s: attribute %s is ignored: %s", realm.getName(), limit.realmAttribute(), e.getMessage());
        }
        return serverValues.getOrDefault(limit, limit.setting().defaultValue());
    }

    /**
     * @param limit which number
     * @return the value in force on this node
     */
    public int get(ServerLimit limit) {
        return nodeValues.getOrDefault(limit, limit.setting().defaultValue());
    }

    @Override
    public void close() {
    }
}
