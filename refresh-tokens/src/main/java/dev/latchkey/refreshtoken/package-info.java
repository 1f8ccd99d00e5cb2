/** The rule for a refresh token that is presented again, and the fingerprint of a session. */
package dev.latchkey.refreshtoken;
