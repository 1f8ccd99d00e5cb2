/**
 * What a proven mailbox does to an account: sign-up, activation, password reset, and the end of whatever was there
 * before.
 */
package dev.latchkey.otp.account;
