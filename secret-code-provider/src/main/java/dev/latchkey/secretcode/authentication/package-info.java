/** The flow step that takes a secret code. */
package dev.latchkey.secretcode.authentication;
