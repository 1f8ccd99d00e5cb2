/**
 * The MAC keys under which short secrets are stored: made of the realm's keys and the server's peppers, one key signs
 * and others are known. SPI {@code latchkey-keys}.
 */
package dev.latchkey.common.keys;
