/** What Keycloak's events mean for secret codes, and the events about them. */
package dev.latchkey.secretcode.events;
