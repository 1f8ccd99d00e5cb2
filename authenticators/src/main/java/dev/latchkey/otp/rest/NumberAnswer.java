package dev.latchkey.otp.rest;

/**
 * What the form for a number sends.
 *
 * @param described the request that its page has described; null when the form has no such field
 * @param number    the typed text; null when none was typed
 */
public record NumberAnswer(String described, String number) {
}
