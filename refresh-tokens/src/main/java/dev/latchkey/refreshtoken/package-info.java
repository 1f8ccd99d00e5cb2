/**
 * The rule for a refresh token that is presented again, the SPI {@code latchkey-spent-tokens} that spends each once on
 * all nodes, and the fingerprint of a session.
 */
package dev.latchkey.refreshtoken;
