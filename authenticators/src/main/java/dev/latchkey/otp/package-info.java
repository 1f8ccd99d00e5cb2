/**
 * One-time codes and links by e-mail: the SPIs {@code latchkey-email-otp} and {@code latchkey-sign-up}, their records,
 * the policy and the binding of a challenge.
 */
package dev.latchkey.otp;
