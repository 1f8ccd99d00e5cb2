/** The security hooks of trusted devices. */
package dev.latchkey.device.hook;
