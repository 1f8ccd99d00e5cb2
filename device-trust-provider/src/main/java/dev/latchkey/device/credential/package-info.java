/** The credentials that stand for devices in Keycloak's consoles, and the end of both. */
package dev.latchkey.device.credential;
