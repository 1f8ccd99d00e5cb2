/** Logouts of which Keycloak emits no event: by identity providers, by a restart, and of all of a user's sessions. */
package dev.latchkey.signin.logout;
