/** What the factories of Latchkey's own SPIs have in common. */
package dev.latchkey.common.spi;
