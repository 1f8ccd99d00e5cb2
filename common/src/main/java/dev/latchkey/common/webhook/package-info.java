/**
 * The event listener {@code latchkey-webhook}: writes a realm's events to the outbox and sends them over HTTPS,
 * signed, fairly between realms.
 */
package dev.latchkey.common.webhook;
