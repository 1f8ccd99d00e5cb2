/** What Keycloak's own events mean for pending accounts, changed addresses and linked identities. */
package dev.latchkey.otp.lifecycle;
