/**
 * Keycloak's flow steps, form action and required action: they read the form, ask {@code otp.prompt} and turn its
 * result into what the flow expects.
 */
package dev.latchkey.otp.authentication;
