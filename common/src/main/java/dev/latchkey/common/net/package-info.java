/**
 * Network properties of a request: the client's address and device, the server's own addresses, the proven key;
 * and answers that are padded in time or refused with 429.
 */
package dev.latchkey.common.net;
