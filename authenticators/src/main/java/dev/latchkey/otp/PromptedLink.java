package dev.latchkey.otp;

/**
 * A link that a page waits for which shows a number.
 *
 * @param userId     the user whose sign-in it is
 * @param holder     the browser that waits, as a hash
 * @param prompt     the page that shows the number
 * @param promptedAt when that page asked for the newest mail, epoch milliseconds
 * @param confirmed  whether the number was typed in another browser
 */
public record PromptedLink(String userId, String holder, NumberPrompt prompt, long promptedAt, boolean confirmed) {
}
