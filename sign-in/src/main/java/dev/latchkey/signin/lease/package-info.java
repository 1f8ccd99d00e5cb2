/**
 * One request of a browser's sign-in at a time, on all nodes: a filter takes a lease, which is a row, and releases it
 * after Keycloak's commit.
 */
package dev.latchkey.signin.lease;
