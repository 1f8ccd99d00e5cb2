/**
 * One-time codes and links by e-mail: the SPIs {@code latchkey-email-otp} and {@code latchkey-sign-up}, their
 * records, the policy and what a challenge belongs to.
 */
package dev.latchkey.otp;
