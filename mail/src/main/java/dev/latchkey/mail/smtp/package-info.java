/**
 * An e-mail sender of Latchkey's own behind Keycloak's {@code EmailSenderProvider}, which marks mails as generated. It
 * hands Latchkey's mails over. Operators may choose it for all mails: it then keeps the connections that the mail queue
 * uses.
 */
package dev.latchkey.mail.smtp;
