/** The admin endpoint that shows the status of an account. */
package dev.latchkey.otp.admin;
