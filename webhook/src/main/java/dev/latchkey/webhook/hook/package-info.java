/** What Keycloak must call for events to be sent to hold. */
package dev.latchkey.webhook.hook;
