package dev.latchkey.limit;

import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;

/** Registers the SPI {@code latchkey-rate-limit} of the rate limiter with Keycloak. */
public final class RateLimiterSpi implements Spi {

    @Override
    public boolean isInternal() {
        return false;
    }

    @Override
    public String getName() {
        return "latchkey-rate-limit";
    }

    @Override
    public Class<? extends Provider> getProviderClass() {
        return RateLimiter.class;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Class<? extends ProviderFactory> getProviderFactoryClass() {
        return RateLimiterFactory.class;
    }
}
