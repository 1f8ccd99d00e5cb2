/** A device within one sign-in: its token in a cookie or in an app's store, what is recognised, trusted and rotated. */
package dev.latchkey.device.session;
