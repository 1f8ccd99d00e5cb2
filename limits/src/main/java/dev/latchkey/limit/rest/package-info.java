/** The limit at Keycloak's own endpoints, and the answer 429 to whatever a rate has refused. */
package dev.latchkey.limit.rest;
