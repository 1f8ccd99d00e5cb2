package dev.latchkey.limit;

import dev.latchkey.common.spi.PlainFactory;

/** Makes {@link RateLimiter}s. */
public interface RateLimiterFactory extends PlainFactory<RateLimiter> {
}
