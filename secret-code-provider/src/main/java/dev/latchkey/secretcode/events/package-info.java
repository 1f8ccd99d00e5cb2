/** Keycloak events: reactions to those that concern secret codes, and events about the codes. */
package dev.latchkey.secretcode.events;
