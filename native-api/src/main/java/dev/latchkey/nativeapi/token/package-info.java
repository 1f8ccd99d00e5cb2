/** Additional members of the token response after a sign-in without a browser. */
package dev.latchkey.nativeapi.token;
