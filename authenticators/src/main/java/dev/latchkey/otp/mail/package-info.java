/** The mails that contain codes and links, and the masking of addresses. */
package dev.latchkey.otp.mail;
