/**
 * What surrounds a secret code in Keycloak: who gets one, what is checked when one is presented, what ends it, and
 * the sessions that end with it.
 */
package dev.latchkey.secretcode.flow;
