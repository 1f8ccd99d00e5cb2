package dev.latchkey.mail;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.latchkey.common.settings.NumberSetting;
import dev.latchkey.common.spi.PlainFactory;
import dev.latchkey.common.spi.ShutdownOrder;
import org.keycloak.Config;
import org.keycloak.email.EmailSenderProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderConfigurationBuilder;

/** Starts this node's mail queue; sizes come from {@code spi-latchkey-mail--default--workers} and {@code --queue}. */
public final class MailQueueFactory implements PlainFactory<MailQueue> {

    private int workers;
    private int size;
    private MailQueue queue;

    @Override
    public void init(Config.Scope config) {
        workers = read(config, MailSetting.WORKERS);
        size = read(config, MailSetting.QUEUE);
    }

    private static int read(Config.Scope config, MailSetting mailSetting) {
        NumberSetting setting = mailSetting.setting();
        return setting.value(config.get(setting.name()));
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        queue = new MailQueue(factory, workers, size);
    }

    @Override
    public MailQueue create(KeycloakSession session) {
        return queue;
    }

    @Override
    public Set<Class<? extends Provider>> dependsOn() {
        // closed before these, so that the mails in the queue can still leave
        return Stream.concat(ShutdownOrder.BEFORE_DATA.stream(), Stream.of(EmailSenderProvider.class))
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public void close() {
        if (queue != null) {
            queue.drain();
        }
    }

    @Override
    public String getId() {
        return "default";
    }

    @Override
    public List<ProviderConfigProperty> getConfigMetadata() {
        ProviderConfigurationBuilder builder = ProviderConfigurationBuilder.create();
        for (MailSetting mailSetting : MailSetting.values()) {
            NumberSetting setting = mailSetting.setting();
            builder.property()
                    .name(setting.name())
                    .type(ProviderConfigProperty.INTEGER_TYPE)
                    .helpText("From %d to %d.".formatted(setting.min(), setting.max()))
                    .defaultValue(setting.defaultValue())
                    .add();
        }
        return builder.build();
    }
}
