/**
 * Which event is worth a mail to the user, within which limits, and what is remembered of earlier sign-ins (SPI
 * {@code latchkey-sign-in-memory}).
 */
package dev.latchkey.notification;
