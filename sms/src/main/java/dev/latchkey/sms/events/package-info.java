/** What Keycloak's events mean for telephone numbers. */
package dev.latchkey.sms.events;
