package dev.latchkey.common.notification;

import dev.latchkey.common.spi.PlainFactory;

/** Makes {@link Notifications}. */
public interface NotificationsFactory extends PlainFactory<Notifications> {
}
