/**
 * The credentials that stand in Keycloak's consoles for rows of Latchkey's own tables, such as trusted devices:
 * written with the row, a row counts only while its credential is there, and both are removed together.
 */
package dev.latchkey.common.credential;
