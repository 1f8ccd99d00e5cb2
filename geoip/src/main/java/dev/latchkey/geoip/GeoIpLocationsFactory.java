package dev.latchkey.geoip;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

import dev.latchkey.common.spi.PlainFactory;
import org.jboss.logging.Logger;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderConfigurationBuilder;

/**
 * Reads the operator's files at {@code spi-latchkey-places--default--file} and {@code --network-file}, once, at the
 * start. Without a file no address is located; a file that cannot be read causes a warning and nothing else.
 */
public final class GeoIpLocationsFactory implements PlainFactory<GeoIpLocations> {

    private static final Logger LOG = Logger.getLogger(GeoIpLocationsFactory.class);
    private static final String FILE = "file";
    private static final String NETWORK_FILE = "network-file";

    private GeoIpLocations locations;

    @Override
    public void init(Config.Scope config) {
        locations = new GeoIpLocations(open(config.get(FILE), GeoIpFile::open,
                "The place file %s cannot be used, so mails tell no places: %s"),
                open(config.get(NETWORK_FILE), GeoIpNetworkFile::open,
                "The network file %s cannot be used, so addresses have no network: %s"));
    }

    private static <T> T open(String path, Opener<T> opener, String warning) {
        if (path == null || path.isBlank()) {
            return null;
        }
        try {
            return opener.open(Path.of(path.strip()));
        } catch (IOException | InvalidPathException e) {
            LOG.warnf(warning, path.strip(), e.getMessage());
            return null;
        }
    }

    private interface Opener<T> {

        T open(Path path) throws IOException;
    }

    @Override
    public GeoIpLocations create(KeycloakSession session) {
        return locations;
    }

    @Override
    public String getId() {
        return "default";
    }

    @Override
    public List<ProviderConfigProperty> getConfigMetadata() {
        return ProviderConfigurationBuilder.create()
                .property()
                .name(FILE)
                .type(ProviderConfigProperty.STRING_TYPE)
                .helpText("Path of a file in MaxMind's format that knows cities or countries of addresses.")
                .add()
                .property()
                .name(NETWORK_FILE)
                .type(ProviderConfigProperty.STRING_TYPE)
                .helpText("Path of a file in MaxMind's format that knows the autonomous systems of addresses.")
                .add()
                .build();
    }
}
