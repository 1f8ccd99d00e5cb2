/**
 * One request of a browser's sign-in at a time, on all nodes: a filter takes a row for it and gives it back after
 * Keycloak's commit.
 */
package dev.latchkey.common.lease;
