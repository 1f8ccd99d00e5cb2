package dev.latchkey.sample;

import java.io.IOException;
import java.net.URI;

/**
 * Shows a page in the browser that the user trusts, never in a web view that the app could look into (RFC 8252,
 * 8.12). On Android that is a Custom Tab, on iOS an {@code ASWebAuthenticationSession}.
 */
@FunctionalInterface
public interface BrowserOpener {

    /**
     * Shows the page and returns without waiting for the user.
     *
     * @param page absolute address
     * @throws IOException if it cannot be shown
     */
    void open(URI page) throws IOException;
}
