/** The mails that carry codes and links, and how an address is shown. */
package dev.latchkey.otp.mail;
