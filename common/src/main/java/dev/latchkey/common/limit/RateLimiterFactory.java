package dev.latchkey.common.limit;

import org.keycloak.provider.ProviderFactory;

/** Makes {@link RateLimiter}s. */
public interface RateLimiterFactory extends ProviderFactory<RateLimiter> {
}
