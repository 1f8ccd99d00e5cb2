/** What a notification is about, within which limits it is sent, and what is remembered of recent failures. */
package dev.latchkey.notification;
