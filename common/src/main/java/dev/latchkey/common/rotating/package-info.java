/**
 * Secrets that a holder keeps and that change with each use: selector, generation and MAC, and what a presented
 * generation means.
 */
package dev.latchkey.common.rotating;
