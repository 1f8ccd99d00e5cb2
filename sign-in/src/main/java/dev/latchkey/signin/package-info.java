/**
 * What was proven in one authentication, by which step and for whom. Latchkey's steps write it; one class reads what
 * Keycloak's own steps have noted; conditions, limits, mails and events use no other source. A tab that moves to
 * another flow starts clean.
 */
package dev.latchkey.signin;
