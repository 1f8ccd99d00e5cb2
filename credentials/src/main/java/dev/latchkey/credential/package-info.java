/**
 * Secrets that a device or app keeps and that change with each use: selector, generation and MAC, and the status of a
 * presented generation. Also the events of what has ended, and the pages in which rows are swept.
 */
package dev.latchkey.credential;
