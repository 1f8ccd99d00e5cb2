/** What a token response carries besides tokens after a sign-in without a browser. */
package dev.latchkey.nativeapi.token;
