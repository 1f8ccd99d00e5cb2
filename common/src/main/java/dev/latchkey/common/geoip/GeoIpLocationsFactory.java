package dev.latchkey.common.geoip;

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
 * Reads the operator's file at {@code spi-latchkey-places--default--file}, once, at the start. Without a
 * file no address is located; a file that cannot be read causes a warning and nothing else.
 */
public final class GeoIpLocationsFactory implements PlainFactory<GeoIpLocations> {

    private static final Logger LOG = Logger.getLogger(GeoIpLocationsFactory.class);
    private static final String FILE = "file";

    private GeoIpLocations locations;

    @Override
    public void init(Config.Scope config) {
        String path = config.get(FILE);
        locations = new GeoIpLocations(path == null || path.isBlank() ? null : open(path.strip()));
    }

    private static GeoIpFile open(String path) {
        try {
            return GeoIpFile.open(Path.of(path));
        } catch (IOException | InvalidPathException e) {
            LOG.warnf("The place file %s cannot be used, so mails tell no places: %s", path, e.getMessage());
            return null;
        }
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
                .build();
    }
}
