/**
 * Asks for a code and takes the answer, for every step and endpoint alike: whom it asks, what the page shows, what the
 * sign-in remembers between two requests.
 */
package dev.latchkey.otp.prompt;
