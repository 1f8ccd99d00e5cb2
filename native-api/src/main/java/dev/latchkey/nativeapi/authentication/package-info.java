/** The flow step that asks an app for a code, and the answers that apps are given. */
package dev.latchkey.nativeapi.authentication;
