/** The sessions that secret codes have opened. */
package dev.latchkey.secretcode.session;
