/** The security hooks of one-time codes, registration and pending accounts. */
package dev.latchkey.otp.hook;
