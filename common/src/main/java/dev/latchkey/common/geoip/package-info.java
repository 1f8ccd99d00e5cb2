/** Where a client's address roughly is, by the operator's file in MaxMind's format. SPI {@code latchkey-places}. */
package dev.latchkey.common.geoip;
