/** What Keycloak's own events mean for rows that several modules share. */
package dev.latchkey.common.lifecycle;
