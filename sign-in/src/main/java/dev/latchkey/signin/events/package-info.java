/** What Keycloak's own events mean for sign-ins, and for rows that several modules share. */
package dev.latchkey.signin.events;
