/** The credentials that stand for secret codes in Keycloak's consoles, and the end of both. */
package dev.latchkey.secretcode.credential;
