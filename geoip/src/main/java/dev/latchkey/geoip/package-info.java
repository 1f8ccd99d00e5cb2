/**
 * The rough location of a client's address, by the operator's file in MaxMind's format. SPI {@code latchkey-places}.
 */
package dev.latchkey.geoip;
