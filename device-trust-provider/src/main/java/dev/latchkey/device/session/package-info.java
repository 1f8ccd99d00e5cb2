/** A device within one sign-in: its secret in a cookie or in an app, and how it is recognized, trusted and rotated. */
package dev.latchkey.device.session;
