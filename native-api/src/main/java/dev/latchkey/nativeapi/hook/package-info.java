/** What Keycloak must call for sign-ins without a browser to hold. */
package dev.latchkey.nativeapi.hook;
