/** The credentials that represent devices in Keycloak's consoles, and the end of trust in a device. */
package dev.latchkey.device.credential;
