/**
 * Every limit with its name, range and default, from server options and realm attributes. SPI
 * {@code latchkey-limits}.
 */
package dev.latchkey.common.settings;
