/**
 * The state of an account in Keycloak: compared with what was remembered of its password and address, the actions that
 * it must take, and its lock by Keycloak's brute-force detector.
 */
package dev.latchkey.signin.account;
