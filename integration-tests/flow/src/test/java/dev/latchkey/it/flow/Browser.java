package dev.latchkey.it.flow;

import java.net.HttpCookie;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

import org.htmlunit.BrowserVersion;
import org.htmlunit.WebClient;
import org.htmlunit.util.Cookie;
import org.keycloak.testframework.realm.ManagedRealm;

/** One user's browser: its tabs share cookies. Scripts are off, because everything has to work without them. */
final class Browser implements AutoCloseable {

    private static final String DEVICE = "latchkey_device_";

    private final WebClient client;
    private int tabs;

    Browser() {
        this(BrowserVersion.FIREFOX);
    }

    Browser(BrowserVersion version) {
        this(version, false);
    }

    /** The engine of scripts is left out where no page runs any: to prepare it for a page is half of a test's work. */
    private Browser(BrowserVersion version, boolean engine) {
        client = new WebClient(version, engine, null, -1);
        client.getOptions().setJavaScriptEnabled(false);
        client.getOptions().setCssEnabled(false);
        client.getOptions().setThrowExceptionOnFailingStatusCode(false);
        client.getOptions().setThrowExceptionOnScriptError(false);
    }

    /** A browser whose pages' scripts can be run later. */
    static Browser withEngine() {
        return new Browser(BrowserVersion.FIREFOX, true);
    }

    /** Runs the scripts of pages from now on, in a browser with an engine. */
    Browser withScripts() {
        if (!client.isJavaScriptEngineEnabled()) {
            throw new IllegalStateException("No engine");
        }
        client.getOptions().setJavaScriptEnabled(true);
        return this;
    }

    /** Sends a header with every request from now on. */
    Browser withHeader(String name, String value) {
        client.addRequestHeader(name, value);
        return this;
    }

    /** Sends another Host header than that of the host that it connects to, with every request from now on. */
    Browser withHost(String host) {
        client.addRequestHeader("Host", host);
        return this;
    }

    /** Connects from another of this machine's addresses from now on. */
    Browser from(String address) {
        try {
            client.getOptions().setLocalAddress(InetAddress.getByName(address));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
        return this;
    }

    /** Connects through the server's trusted proxy from now on, which forwards this address of the browser. */
    Browser fromBehindProxy(String address) {
        return from(FlowServer.PROXY).withHeader("X-Forwarded-For", address);
    }

    /** Follows no redirect from now on. */
    Browser withoutRedirects() {
        client.getOptions().setRedirectEnabled(false);
        return this;
    }

    /** Follows redirects again. */
    Browser withRedirects() {
        client.getOptions().setRedirectEnabled(true);
        return this;
    }

    Tab tab() {
        return new Tab(client, client.openWindow(null, "tab-" + ++tabs));
    }

    /** Closes and opens the browser: only persistent cookies are left. */
    Browser endSession() {
        for (Cookie cookie : client.getCookieManager().getCookies()) {
            if (!cookie.getName().contains(DEVICE)) {
                client.getCookieManager().removeCookie(cookie);
            }
        }
        return this;
    }

    /** The cookies of trusted devices. */
    List<Cookie> devices() {
        return client.getCookieManager().getCookies().stream()
                .filter(cookie -> cookie.getName().contains(DEVICE)).toList();
    }

    /** The device secret of this browser, which is one trusted device. */
    String deviceSecret() {
        List<Cookie> devices = devices();
        if (devices.size() != 1) {
            throw new AssertionError("Not one device: " + devices);
        }
        return devices.get(0).getValue();
    }

    /** Presents another secret in place of this browser's device secret from now on. */
    Browser present(String secret) {
        return present(devices().get(0), secret);
    }

    /** Presents another secret in place of a device secret of another browser. */
    Browser present(Cookie like, String secret) {
        client.getCookieManager().addCookie(new Cookie(like.getDomain(), like.getName(), secret, "/", null, false, true,
                null));
        return this;
    }

    /**
     * Presents another secret in a second cookie of the same name from now on, as with a planted cookie of a longer
     * path.
     */
    Browser presentToo(String secret) {
        Cookie own = devices().get(0);
        client.getCookieManager().addCookie(
                new Cookie(own.getDomain(), own.getName(), secret, "/realms", null, false, true, null));
        return this;
    }

    /** The cookie by which Keycloak identifies this browser's sign-in. */
    Cookie signInCookie() {
        return client.getCookieManager().getCookie("AUTH_SESSION_ID");
    }

    /** @return the id of the browser's sign-in in progress */
    String rootSession() {
        String signed = new String(Base64.getUrlDecoder()
                .decode(signInCookie().getValue().replaceFirst("\\..*", "")), StandardCharsets.UTF_8);
        return signed.substring(0, signed.lastIndexOf('.'));
    }

    /** Loses that cookie. */
    void forgetSignIn() {
        client.getCookieManager().removeCookie(signInCookie());
    }

    /** Presents another value as that cookie, from now on. */
    void presentSignIn(String value) {
        Cookie own = signInCookie();
        client.getCookieManager().removeCookie(own);
        client.getCookieManager().addCookie(new Cookie(own.getDomain(), own.getName(), value, own.getPath(), null,
                own.isSecure(), true, null));
    }

    /** The cookie of the session that a user has signed in to, as a request header has it. */
    String sessionCookie() {
        return "KEYCLOAK_IDENTITY=" + client.getCookieManager().getCookie("KEYCLOAK_IDENTITY").getValue();
    }

    /** Copies all cookies of another browser, as a thief would. */
    void copyCookies(Browser from) {
        from.client.getCookieManager().getCookies().forEach(client.getCookieManager()::addCookie);
    }

    /** Impersonates a user as an admin. */
    void impersonate(ManagedRealm realm, TestUser person) {
        Rest.admin().send("POST", "/admin/realms/" + realm.getName() + "/users/" + person.id() + "/impersonation", "{}")
                .headers().allValues("Set-Cookie").stream()
                .flatMap(header -> HttpCookie.parse(header).stream())
                .filter(cookie -> !cookie.getValue().isEmpty())
                .forEach(cookie -> client.getCookieManager().addCookie(new Cookie("localhost", cookie.getName(),
                        cookie.getValue(), cookie.getPath(), null, false)));
    }

    @Override
    public void close() {
        client.close();
    }
}
