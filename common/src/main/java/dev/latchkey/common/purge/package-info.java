/**
 * Deletes what has expired, in batches with a transaction each, and rows whose user or realm is gone. SPI
 * {@code latchkey-purge}.
 */
package dev.latchkey.common.purge;
