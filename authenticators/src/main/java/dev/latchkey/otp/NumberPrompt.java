package dev.latchkey.otp;

import dev.latchkey.common.keys.MacMessage;
import dev.latchkey.common.net.ClientAddress;
import dev.latchkey.common.net.Label;

/**
 * The page that shows a number to be typed where its link is opened in another browser, and what that browser's user
 * sees of the request.
 *
 * @param tab      the tab that shows the number, as a hash: no other tab of its browser shows it, or goes on by it
 * @param clientId the client that the tab signs in to, its internal id
 * @param device   the tab's device in words; what is not ASCII, or longer than 64 characters, is cut off; empty when it
 *                 is not known
 * @param address  the tab's client address, cut off after 45 characters
 */
public record NumberPrompt(String tab, String clientId, String device, String address) {

    /** Number of digits; the number is typed, not chosen from a list, and verified once. */
    public static final int LENGTH = 2;

    public NumberPrompt {
        device = Label.cut(Label.ascii(device), Label.MAX_LENGTH);
        address = ClientAddress.kept(address);
    }

    /**
     * @return a hash of all of it, by which an answer names the request that its page has described: another tab of the
     *         same browser may have taken over since
     */
    public String described() {
        return MacMessage.of("described", tab, clientId, device, address).sha256();
    }

    /**
     * @param sessionId the root authentication session of a browser
     * @param tabId     the id of one of its tabs
     * @return the hash that stands for this tab
     */
    public static String tab(String sessionId, String tabId) {
        return MacMessage.of("tab", sessionId, tabId).sha256();
    }
}
