/**
 * Changes to an account whose mailbox is proven: sign-up, activation, password reset, and removal of earlier
 * credentials and sessions.
 */
package dev.latchkey.otp.account;
