package dev.latchkey.limit;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

import dev.latchkey.common.settings.NumberSetting;
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
        limits = new Limits(read(config, Limit.class, Limit::setting),
                read(config, ServerLimit.class, ServerLimit::setting));
    }

    private static <L extends Enum<L>> Map<L, Integer> read(Config.Scope config, Class<L> limits,
            Function<L, NumberSetting> settings) {
        Map<L, Integer> values = new EnumMap<>(limits);
        for (L limit : limits.getEnumConstants()) {
            NumberSetting setting = settings.apply(limit);
            Integer value = setting.parse(config.get(setting.name()));
            if (value != null) {
                values.put(limit, value);
            }
        }
        return values;
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
        Stream.concat(Arrays.stream(Limit.values()).map(Limit::setting),
                Arrays.stream(ServerLimit.values()).map(ServerLimit::setting)).forEach(setting -> builder.property()
                .name(setting.name())
                .type(ProviderConfigProperty.INTEGER_TYPE)
                .helpText("From %d to %d.".formatted(setting.min(), setting.max()))
                .defaultValue(setting.defaultValue())
                .add());
        return builder.build();
    }
}
