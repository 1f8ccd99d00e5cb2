/**
 * A client for developers of apps to read: sign-in in a browser and without one, sign-up, reset, secret codes and
 * DPoP, with a library for OAuth.
 */
package dev.latchkey.sample;
