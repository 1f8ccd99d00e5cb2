/**
 * The check of the start: each security hook names what Keycloak must have for a guard to hold, and the start stops
 * where one is not in force. SPI {@code latchkey-hooks}.
 */
package dev.latchkey.common.hook;
