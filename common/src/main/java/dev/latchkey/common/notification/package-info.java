/** Notifies users by mail of what happens to their account: the SPI {@code latchkey-notices}. */
package dev.latchkey.common.notification;
