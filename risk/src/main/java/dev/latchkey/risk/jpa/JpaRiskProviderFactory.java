package dev.latchkey.risk.jpa;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import dev.latchkey.risk.ListedNetworks;
import dev.latchkey.risk.NetworkListFile;
import dev.latchkey.risk.RiskSignal;
import dev.latchkey.risk.provider.RiskProvider;
import dev.latchkey.risk.provider.RiskProviderFactory;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderConfigurationBuilder;

/** The default provider; its options name the operator's lists of networks. */
public final class JpaRiskProviderFactory implements RiskProviderFactory {

    private static final String LISTED = "listed-networks";
    private static final String ANONYMOUS = "anonymous-networks";

    private ListedNetworks lists = new ListedNetworks();

    @Override
    public void init(Config.Scope config) {
        lists = new ListedNetworks().with(RiskSignal.LISTED_ADDRESS, file(config, LISTED))
                .with(RiskSignal.ANONYMOUS_NETWORK, file(config, ANONYMOUS));
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
        return new JpaRiskProvider(session, lists);
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
