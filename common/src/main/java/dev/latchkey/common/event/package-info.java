/**
 * The vocabulary of the audit: which steps, results and reasons Latchkey's events name, and the details that it adds
 * to Keycloak's events.
 */
package dev.latchkey.common.event;
