/** The endpoint of administrators that shows the status of an account. */
package dev.latchkey.otp.admin;
