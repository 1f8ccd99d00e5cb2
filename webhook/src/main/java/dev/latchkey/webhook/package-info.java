/**
 * Events on their way to a receiver: written with the request (SPI {@code latchkey-outbox}), sent afterwards over
 * HTTPS, signed, in order for each user and fairly between realms. Here are the records and rules.
 */
package dev.latchkey.webhook;
