/**
 * Sees each request of a sign-in before Keycloak does: starts a flow clean, opens a link anew in another tab, refuses a
 * sign-in that was ended, and tells which requests are passive.
 */
package dev.latchkey.signin.filter;
