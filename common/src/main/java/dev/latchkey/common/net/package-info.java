/**
 * What a request brings, and its rules: the client's address, device and proven key, the server's own address,
 * addresses of mailboxes, and texts that are shown.
 */
package dev.latchkey.common.net;
