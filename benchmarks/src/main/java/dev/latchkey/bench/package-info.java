/** Programs that measure: each compares with a plain Keycloak, or with itself, in one run. */
package dev.latchkey.bench;
