package dev.latchkey.otp;

/**
 * The challenge of a link that is opened where no tab waits for it.
 *
 * @param challenge its state, without its delivery status
 * @param here      whether this browser asked for it
 */
public record OpenedLink(Challenge challenge, boolean here) {
}
