package dev.latchkey.common.mail;

import dev.latchkey.common.spi.PlainFactory;

/** Makes {@link MailQueue}s. */
public interface MailQueueFactory extends PlainFactory<MailQueue> {
}
