/**
 * Asks for a code and processes the answer, for all steps and endpoints: the addressee, the content of the page, and
 * the notes that a sign-in keeps between two requests.
 */
package dev.latchkey.otp.prompt;
