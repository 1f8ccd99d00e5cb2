package dev.latchkey.webhook.delivery;

import java.util.List;
import java.util.Set;

import dev.latchkey.common.spi.ShutdownOrder;
import dev.latchkey.webhook.EventsWaiting;
import dev.latchkey.webhook.FailureQuota;
import dev.latchkey.webhook.WebhookConfig;
import dev.latchkey.webhook.WebhookSetting;
import org.keycloak.Config;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventListenerProviderFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.utils.PostMigrationEvent;
import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderConfigurationBuilder;

/**
 * The event listener {@code latchkey-webhook}, which a realm's admin switches on like any other. Server options are
 * {@code spi-events-listener--latchkey-webhook--<name>}; the receiver is the realm attribute
 * {@code latchkey.webhook.url}.
 */
public final class WebhookListenerFactory implements EventListenerProviderFactory {

    private static final String ID = "latchkey-webhook";

    private WebhookConfig config;
    private FailureQuota failures;
    private volatile WebhookWorker worker;

    @Override
    public void init(Config.Scope scope) {
        config = WebhookConfig.of(scope);
        failures = new FailureQuota(config.failuresPerMinute(), config.failuresOfUser());
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        factory.register(event -> {
            if (event instanceof PostMigrationEvent migrated) {
                worker = new WebhookWorker(migrated.getFactory(), config, failures);
            } else if (event instanceof EventsWaiting waiting && worker != null) {
                worker.expect(waiting);
            }
        });
    }

    @Override
    public EventListenerProvider create(KeycloakSession session) {
        return new WebhookListener(session, failures);
    }

    @Override
    public Set<Class<? extends Provider>> dependsOn() {
        return ShutdownOrder.BEFORE_DATA;
    }

    @Override
    public void close() {
        if (worker != null) {
            worker.close();
        }
    }

    @Override
    public String getId() {
        return ID;
    }

    @Override
    public List<ProviderConfigProperty> getConfigMetadata() {
        ProviderConfigurationBuilder builder = ProviderConfigurationBuilder.create()
                .property()
                .name(WebhookConfig.SECRET)
                .type(ProviderConfigProperty.MULTIVALUED_STRING_TYPE)
                .helpText("What deliveries are signed with, newest first, each of 24 bytes or more.")
                .secret(true)
                .add()
                .property()
                .name(WebhookConfig.ALLOW_PRIVATE)
                .type(ProviderConfigProperty.BOOLEAN_TYPE)
                .helpText("Whether a receiver may have an address that is not public.")
                .defaultValue(false)
                .add();
        for (WebhookSetting setting : WebhookSetting.values()) {
            builder.property()
                    .name(setting.setting().name())
                    .type(ProviderConfigProperty.INTEGER_TYPE)
                    .helpText("From %d to %d.".formatted(setting.setting().min(), setting.setting().max()))
                    .defaultValue(setting.setting().defaultValue())
                    .add();
        }
        return builder.build();
    }
}
