/**
 * Which event is worth a mail to the user, and the thread of this node that writes it after the request: the provider
 * of the SPI {@code latchkey-notices}.
 */
package dev.latchkey.notification.delivery;
