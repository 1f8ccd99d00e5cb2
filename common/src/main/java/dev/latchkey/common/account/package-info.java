/** An account, read behind a node's cache where the cache must not decide. */
package dev.latchkey.common.account;
