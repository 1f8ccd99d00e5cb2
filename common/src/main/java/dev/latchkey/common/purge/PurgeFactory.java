package dev.latchkey.common.purge;

import dev.latchkey.common.spi.PlainFactory;

/** Makes {@link Purge}s. */
public interface PurgeFactory extends PlainFactory<Purge> {
}
