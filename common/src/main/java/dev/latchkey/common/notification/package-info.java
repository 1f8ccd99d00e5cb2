/** Tells users by mail what happens to their account: the SPI {@code latchkey-notices}. */
package dev.latchkey.common.notification;
