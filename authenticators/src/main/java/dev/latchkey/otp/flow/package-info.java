/**
 * The steps that ask for a code, in browsers and apps, the registration form, the reset and the required action, with
 * their pages, answers and mails.
 */
package dev.latchkey.otp.flow;
