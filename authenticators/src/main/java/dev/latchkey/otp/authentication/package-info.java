/**
 * Keycloak's flow steps, form action and required action: they read the form, call {@code otp.prompt} and convert its
 * result to what the flow expects.
 */
package dev.latchkey.otp.authentication;
