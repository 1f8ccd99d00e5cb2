/**
 * The credentials that represent rows of Latchkey's own tables in Keycloak's consoles, such as trusted devices:
 * written with the row, a row counts only while its credential is there, and both are removed together.
 */
package dev.latchkey.credential.console;
