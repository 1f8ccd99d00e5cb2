/**
 * Trusted devices: the SPI {@code latchkey-device-trust}, its records and rules. Also the rule for a refresh token
 * that is presented again, and the SPI that spends each once.
 */
package dev.latchkey.device;
