/**
 * The SPI {@code latchkey-risk}: who evaluates a sign-in's risk, and remembers sign-ins. Others may write one. Besides,
 * Latchkey's own counts of sign-ins.
 */
package dev.latchkey.risk.provider;
