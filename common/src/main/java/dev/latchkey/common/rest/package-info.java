/**
 * What the REST resources of all modules share: realms that may be reached, tokens and permissions of the caller, JSON
 * bodies, Problem JSON; the limit at Keycloak's own endpoints; the admin's resources of guard and webhook.
 */
package dev.latchkey.common.rest;
