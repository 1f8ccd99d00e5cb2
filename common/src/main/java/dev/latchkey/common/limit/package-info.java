/**
 * Rates, limited exactly over all nodes (SPI {@code latchkey-rate-limit}), and the shares by which realms and
 * addresses divide what a node has only so many of.
 */
package dev.latchkey.common.limit;
