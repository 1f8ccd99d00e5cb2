/** Refresh tokens: each is used once on all nodes, and may be bound to a fingerprint of the session. */
package dev.latchkey.refreshtoken.token;
