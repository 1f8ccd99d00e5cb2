/** The security hook of the mail queue. */
package dev.latchkey.mail.hook;
