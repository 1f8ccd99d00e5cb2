/**
 * Limits: each with its name, range and default, from server options and realm attributes (SPI
 * {@code latchkey-limits}); rates, limited exactly over all nodes (SPI {@code latchkey-rate-limit}); and the shares by
 * which realms and addresses divide what a node has only so many of.
 */
package dev.latchkey.limit;
