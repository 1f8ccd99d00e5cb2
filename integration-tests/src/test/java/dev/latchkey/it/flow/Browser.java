package dev.latchkey.it.flow;

import org.htmlunit.BrowserVersion;
import org.htmlunit.WebClient;

/** One person's browser: its tabs share cookies. Scripts are off, because everything has to work without them. */
final class Browser implements AutoCloseable {

    private final WebClient client = new WebClient(BrowserVersion.FIREFOX);
    private int tabs;

    Browser() {
        client.getOptions().setJavaScriptEnabled(false);
        client.getOptions().setCssEnabled(false);
        client.getOptions().setThrowExceptionOnFailingStatusCode(false);
        client.getOptions().setThrowExceptionOnScriptError(false);
    }

    /** Runs the scripts of pages from now on. */
    Browser withScripts() {
        client.getOptions().setJavaScriptEnabled(true);
        return this;
    }

    /** Sends a header with every request from now on. */
    Browser withHeader(String name, String value) {
        client.addRequestHeader(name, value);
        return this;
    }

    /** Names another host than the one that it connects to, with every request from now on. */
    Browser withHost(String host) {
        client.addRequestHeader("Host", host);
        return this;
    }

    /** Stops at each response from now on, wherever it leads. */
    Browser withoutRedirects() {
        client.getOptions().setRedirectEnabled(false);
        return this;
    }

    Tab tab() {
        return new Tab(client, client.openWindow(null, "tab-" + ++tabs));
    }

    /** Takes over everything that another browser holds, as a thief would. */
    void copyCookies(Browser from) {
        from.client.getCookieManager().getCookies().forEach(client.getCookieManager()::addCookie);
    }

    @Override
    public void close() {
        client.close();
    }
}
