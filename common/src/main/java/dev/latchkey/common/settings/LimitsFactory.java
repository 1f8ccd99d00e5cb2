package dev.latchkey.common.settings;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderConfigurationBuilder;
import org.keycloak.provider.ProviderFactory;

/** Reads the server's options {@code spi-latchkey-limits--default--<name>}; a value out of range stops the start. */
public final class LimitsFactory implements ProviderFactory<Limits> {

    private Limits limits;

    @Override
    public void init(Config.Scope config) {
        Map<Limit, Integer> values = new EnumMap<>(Limit.class);
        for (Limit limit : Limit.values()) {
            Integer value = limit.setting().parse(config.get(limit.setting().name()));
            if (value != null) {
                values.put(limit, value);
            }
        }
        limits = new Limits(values);
    }

    @Override
    public Limits create(KeycloakSession session) {
        return limits;
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
    }

    @Override
    public void close() {
    }

    @Override
    public String getId() {
        return "default";
    }

    @Override
    public List<ProviderConfigProperty> getConfigMetadata() {
        ProviderConfigurationBuilder builder = ProviderConfigurationBuilder.create();
        Arrays.stream(Limit.values()).map(Limit::setting).forEach(setting -> builder.property()
                .name(setting.name())
                .type(ProviderConfigProperty.INTEGER_TYPE)
                .helpText("From %d to %d.".formatted(setting.min(), setting.max()))
                .defaultValue(setting.defaultValue())
                .add());
        return builder.build();
    }
}
