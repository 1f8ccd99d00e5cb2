/** The security hooks of trusted devices and refresh tokens. */
package dev.latchkey.device.hook;
