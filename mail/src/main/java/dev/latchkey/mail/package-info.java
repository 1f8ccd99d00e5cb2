/**
 * Sends mails off the request's thread, through Keycloak's own e-mail sender, in workers that realms share fairly.
 * SPI {@code latchkey-mail}.
 */
package dev.latchkey.mail;
