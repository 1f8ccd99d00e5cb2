/** Trusted devices: the SPI {@code latchkey-device-trust}, its records and rules. */
package dev.latchkey.device;
