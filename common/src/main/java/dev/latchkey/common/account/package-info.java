/**
 * The state of an account in Keycloak: read behind a node's cache where the cache must not decide, compared with what
 * was remembered of its password and address, and looked up in Keycloak's brute-force detector.
 */
package dev.latchkey.common.account;
