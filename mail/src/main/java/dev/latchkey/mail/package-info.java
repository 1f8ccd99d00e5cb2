/**
 * Sends mails off the request's thread, with the realm's mail settings, in workers that realms share fairly.
 * SPI {@code latchkey-mail}.
 */
package dev.latchkey.mail;
