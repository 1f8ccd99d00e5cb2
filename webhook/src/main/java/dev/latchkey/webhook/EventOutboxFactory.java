package dev.latchkey.webhook;

import dev.latchkey.common.spi.PlainFactory;

/** Makes {@link EventOutbox}es. */
public interface EventOutboxFactory extends PlainFactory<EventOutbox> {
}
