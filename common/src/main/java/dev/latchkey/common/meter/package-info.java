/** Meters on Keycloak's metrics endpoint and spans in its traces. */
package dev.latchkey.common.meter;
