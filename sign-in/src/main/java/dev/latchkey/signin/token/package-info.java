/** What sees the tokens of each response before Keycloak signs them, by the means of each line of Keycloak. */
package dev.latchkey.signin.token;
