/** Reactions to Keycloak's own events for pending accounts, changed addresses and linked identities. */
package dev.latchkey.otp.lifecycle;
