/**
 * Tells users by mail what happens to their account: which event is worth a mail, within which limits, and what is
 * remembered of earlier sign-ins. SPIs {@code latchkey-notices} and {@code latchkey-sign-in-memory}.
 */
package dev.latchkey.common.notification;
