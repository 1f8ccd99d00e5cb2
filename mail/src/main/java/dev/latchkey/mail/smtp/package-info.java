/**
 * An e-mail sender of Latchkey's own behind Keycloak's {@code EmailSenderProvider}, which operators may choose: it
 * marks every mail as generated, and keeps the connections that the mail queue uses.
 */
package dev.latchkey.mail.smtp;
