/** The security hook of the webhook: what Keycloak must call for events to be sent. */
package dev.latchkey.webhook.hook;
