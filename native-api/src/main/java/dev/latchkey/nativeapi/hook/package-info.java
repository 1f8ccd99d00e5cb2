/** The hooks that Keycloak must call so that sign-ins without a browser are secure. */
package dev.latchkey.nativeapi.hook;
