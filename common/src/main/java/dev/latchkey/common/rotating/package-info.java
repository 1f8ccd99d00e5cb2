/**
 * Secrets that a device or app keeps and that change with each use: selector, generation and MAC, and the status of a
 * presented generation.
 */
package dev.latchkey.common.rotating;
