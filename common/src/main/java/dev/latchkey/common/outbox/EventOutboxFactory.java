package dev.latchkey.common.outbox;

import dev.latchkey.common.spi.PlainFactory;

/** Makes {@link EventOutbox}es. */
public interface EventOutboxFactory extends PlainFactory<EventOutbox> {
}
