/**
 * Secret codes, with which an app signs its user in again: the SPI {@code latchkey-secret-code}, its records and rules.
 */
package dev.latchkey.secretcode;
