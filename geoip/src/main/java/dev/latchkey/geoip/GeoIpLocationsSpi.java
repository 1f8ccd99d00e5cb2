package dev.latchkey.geoip;

import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;

/** Registers the SPI {@code latchkey-places} of address locations with Keycloak. */
public final class GeoIpLocationsSpi implements Spi {

    @Override
    public boolean isInternal() {
        return false;
    }

    @Override
    public String getName() {
        return "latchkey-places";
    }

    @Override
    public Class<? extends Provider> getProviderClass() {
        return GeoIpLocations.class;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Class<? extends ProviderFactory> getProviderFactoryClass() {
        return GeoIpLocationsFactory.class;
    }
}
