/** The mails with sample data, as administrators look at them before users get any. Nothing here sends or stores. */
package dev.latchkey.mail.sample;
