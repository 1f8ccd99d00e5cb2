/** The event listener {@code latchkey-webhook}, and the worker that sends what the outbox holds. */
package dev.latchkey.webhook.delivery;
