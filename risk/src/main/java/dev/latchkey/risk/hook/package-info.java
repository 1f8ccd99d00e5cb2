/** What Keycloak must call for the risk of sign-ins to be evaluated and remembered. */
package dev.latchkey.risk.hook;
