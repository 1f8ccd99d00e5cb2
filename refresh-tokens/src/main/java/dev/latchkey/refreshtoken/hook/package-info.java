/** What Keycloak must call for the rules of refresh tokens to hold. */
package dev.latchkey.refreshtoken.hook;
