/** The SPI {@code latchkey-risk}: who evaluates a sign-in's risk, and remembers sign-ins. Others may write one. */
package dev.latchkey.risk.provider;
