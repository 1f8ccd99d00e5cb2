/** The security hooks of sign-ins. */
package dev.latchkey.signin.hook;
