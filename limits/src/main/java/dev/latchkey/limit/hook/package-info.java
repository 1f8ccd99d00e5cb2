/** The security hooks of the limits. */
package dev.latchkey.limit.hook;
