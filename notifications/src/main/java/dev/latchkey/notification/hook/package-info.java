/** What Keycloak must call for notifications to be sent to hold. */
package dev.latchkey.notification.hook;
