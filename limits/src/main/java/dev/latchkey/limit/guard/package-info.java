/**
 * The account guard: counts an account's failures over all tabs, sessions, nodes and restarts, and locks it. SPI
 * {@code latchkey-guard}; its statements are in {@code limit.jpa}.
 */
package dev.latchkey.limit.guard;
