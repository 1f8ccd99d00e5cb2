/** Secret codes, which sign an app back in: the SPI {@code latchkey-secret-code}, its records and rules. */
package dev.latchkey.secretcode;
