/** The flow step that accepts a secret code. */
package dev.latchkey.secretcode.authentication;
