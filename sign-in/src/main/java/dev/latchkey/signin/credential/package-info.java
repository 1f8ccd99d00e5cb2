/** Keycloak's one-time credentials, of which each code is accepted once. */
package dev.latchkey.signin.credential;
