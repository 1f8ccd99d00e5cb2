/** The console credentials of secret codes, and the end of code and credential. */
package dev.latchkey.secretcode.credential;
