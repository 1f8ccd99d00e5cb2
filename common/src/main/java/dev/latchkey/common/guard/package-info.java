/**
 * The account guard: counts what an account gets wrong over all tabs, sessions, nodes and restarts, and locks it. SPI
 * {@code latchkey-guard}; its statements are in {@code common.jpa}.
 */
package dev.latchkey.common.guard;
