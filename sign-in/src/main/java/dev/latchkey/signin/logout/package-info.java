/**
 * Logouts of which Keycloak emits no event: by identity providers, by a restart, and of all of a user's sessions; and
 * sessions that have ended and that Keycloak shows all the same.
 */
package dev.latchkey.signin.logout;
