/** The flow step that asks an app for a code, and the responses to apps. */
package dev.latchkey.nativeapi.authentication;
