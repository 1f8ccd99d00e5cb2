/**
 * Events on their way to a receiver: written with the request, sent afterwards, in order for each user. SPI
 * {@code latchkey-outbox}; {@code common.webhook} sends them.
 */
package dev.latchkey.common.outbox;
