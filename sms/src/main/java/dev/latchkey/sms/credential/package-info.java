/** The console credential of a proven number. */
package dev.latchkey.sms.credential;
