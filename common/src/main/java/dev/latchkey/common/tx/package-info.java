/**
 * Transactions: work that must stand whatever becomes of the request runs in one of its own, and no thread waits for
 * a second connection while it holds one.
 */
package dev.latchkey.common.tx;
