/**
 * Transactions: work that must persist whatever the outcome of the request runs in one of its own, and no thread waits
 * for a second connection while it holds one.
 */
package dev.latchkey.common.tx;
