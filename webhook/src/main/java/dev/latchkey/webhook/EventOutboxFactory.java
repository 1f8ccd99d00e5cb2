package dev.latchkey.webhook;

import dev.latchkey.common.spi.PlainFactory;

/** Creates {@link EventOutbox}es. */
public interface EventOutboxFactory extends PlainFactory<EventOutbox> {
}
