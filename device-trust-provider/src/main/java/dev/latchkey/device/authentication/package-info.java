/** Keycloak's condition and flow step. */
package dev.latchkey.device.authentication;
