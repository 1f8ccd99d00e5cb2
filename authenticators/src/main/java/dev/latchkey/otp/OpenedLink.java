package dev.latchkey.otp;

import java.util.Optional;

/**
 * The challenge of a link that is opened where no tab waits for it.
 *
 * @param challenge its state, without its delivery status
 * @param here      whether this browser asked for it
 * @param prompted  the page that waits for it and shows a number; empty when none does
 */
public record OpenedLink(Challenge challenge, boolean here, Optional<PromptedLink> prompted) {
}
