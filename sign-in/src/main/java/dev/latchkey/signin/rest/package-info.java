/** What REST resources ask of the sign-in behind a request: its access token, and how long ago its user signed in. */
package dev.latchkey.signin.rest;
