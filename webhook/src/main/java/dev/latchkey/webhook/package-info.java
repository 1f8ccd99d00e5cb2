/**
 * Events for a realm's receiver: written with the request, sent afterwards over HTTPS, signed, in order for each user
 * and fairly between realms. This package holds the records and rules.
 */
package dev.latchkey.webhook;
