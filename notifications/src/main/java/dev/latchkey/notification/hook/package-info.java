/** What Keycloak must call for notifications to be sent. */
package dev.latchkey.notification.hook;
