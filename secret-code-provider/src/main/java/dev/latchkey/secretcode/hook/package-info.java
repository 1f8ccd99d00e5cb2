/** The security hooks of secret codes. */
package dev.latchkey.secretcode.hook;
