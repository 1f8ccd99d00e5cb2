package dev.latchkey.risk.jpa;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.latchkey.common.spi.ShutdownOrder;
import dev.latchkey.risk.ListedNetworks;
import dev.latchkey.risk.NetworkListFile;
import dev.latchkey.risk.RiskSignal;
import dev.latchkey.risk.provider.RiskProvider;
import dev.latchkey.risk.provider.RiskProviderFactory;
import org.keycloak.Config;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderConfigurationBuilder;

/** The default provider; its options name the operator's lists of networks. */
public final class JpaRiskProviderFactory implements RiskProviderFactory {

    private static final String LISTED = "listed-networks";
    private static final String ANONYMOUS = "anonymous-networks";

    private ListedNetworks lists = new ListedNetworks();
    private CountWriter writer;

    @Override
    public void init(Config.Scope config) {
        lists = new ListedNetworks().with(RiskSignal.LISTED_ADDRESS, file(config, LISTED))
                .with(RiskSignal.ANONYMOUS_NETWORK, file(config, ANONYMOUS));
    }

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
    public Set<Class<? extends Provider>> dependsOn() {
        return ShutdownOrder.BEFORE_DATA;
    }

    @Override
    public void close() {
        if (writer != null) {
            writer.close();
        }
    }

    private static Optional<NetworkListFile> file(Config.Scope config, String option) {
        Optional<NetworkListFile> file = Optional.ofNullable(config.get(option)).map(String::strip)
                .filter(path -> !path.isEmpty()).map(Path::of).map(NetworkListFile::new);
        // before the first sign-in, which would else be medium while another one reads
        file.ifPresent(NetworkListFile::list);
        return file;
    }

    @Override
    public RiskProvider create(KeycloakSession session) {
        return new JpaRiskProvider(session, lists, writer);
    }

    @Override
    public String getId() {
        return "jpa";
    }

    @Override
    public List<ProviderConfigProperty> getConfigMetadata() {
        return ProviderConfigurationBuilder.create()
                .property()
                .name(LISTED)
                .type(ProviderConfigProperty.STRING_TYPE)
                .helpText("Path of a list of networks in CIDR notation whose sign-ins are suspect.")
                .add()
                .property()
                .name(ANONYMOUS)
                .type(ProviderConfigProperty.STRING_TYPE)
                .helpText("Path of a list of networks in CIDR notation that hide their users.")
                .add()
                .build();
    }
}
