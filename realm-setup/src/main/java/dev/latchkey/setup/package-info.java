/**
 * Adds Latchkey to a realm that exists, and takes it back: what is added, the record of it, and the rules that decide
 * where a step belongs in a flow.
 */
package dev.latchkey.setup;
