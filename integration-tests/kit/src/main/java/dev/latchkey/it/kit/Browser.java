package dev.latchkey.it.kit;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A browser without scripts: cookies and redirects. Keycloak marks its cookies Secure also on the loopback address,
 * where real browsers send them nevertheless, and so does this one. Safe for use by many threads at once.
 */
public final class Browser {

    /** The application's redirect URI; nothing listens there. */
    public static final String CALLBACK = "http://127.0.0.1/callback";

    private static final String ANY_CALLBACK = "http://127\\.0\\.0\\.1(:\\d+)?/callback([?#].*)?";
    private static final int MOST_REDIRECTS = 10;

    private final Map<String, String> cookies = new ConcurrentHashMap<>();
    private final Map<String, String> headers = new ConcurrentHashMap<>();
    private volatile String baseUrl;

    /** @param baseUrl URL of the server, without a slash at the end */
    public Browser(String baseUrl) {
        this.baseUrl = baseUrl;
    }

    /**
     * Sends all further requests to another node, whichever host their addresses name, as a load balancer does.
     *
     * @param url URL of the node, without a slash at the end
     * @return this browser
     */
    public Browser through(String url) {
        baseUrl = url;
        return this;
    }

    /**
     * Sends a header with all further requests.
     *
     * @param name  name of the header
     * @param value its value
     * @return this browser
     */
    public Browser header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /**
     * @param name name of a cookie
     * @return its value; empty when there is none
     */
    public Optional<String> cookie(String name) {
        return Optional.ofNullable(cookies.get(name));
    }

    /** @return a browser with a copy of the cookies; later cookies of this browser are not copied */
    public Browser copy() {
        Browser copy = new Browser(baseUrl);
        copy.cookies.putAll(cookies);
        copy.headers.putAll(headers);
        return copy;
    }

    /**
     * Replaces the cookies by those of another browser.
     *
     * @param other mostly a {@link #copy} of this one, which has got further cookies
     */
    public void become(Browser other) {
        cookies.keySet().retainAll(other.cookies.keySet());
        cookies.putAll(other.cookies);
    }

    /**
     * @return a browser as this one is after it was closed and opened again: only cookies of trusted devices are left
     */
    public Browser reopened() {
        Browser reopened = copy();
        reopened.cookies.keySet().removeIf(name -> !name.startsWith("latchkey_device_"));
        return reopened;
    }

    /**
     * Opens a page and follows redirects.
     *
     * @param address absolute, or a path on the server
     * @return the page
     */
    public Page get(String address) {
        return follow(URI.create(address), HttpRequest.Builder::GET);
    }

    /**
     * Submits a form and follows redirects.
     *
     * @param address absolute, or a path on the server
     * @param fields  of the form
     * @return the page
     */
    public Page post(String address, Map<String, String> fields) {
        return follow(URI.create(address), request -> Http.form(request, fields));
    }

    /**
     * Sends JSON as a script does.
     *
     * @param address absolute, or a path on the server
     * @param body    body, sent as JSON
     * @return the answer
     */
    public Page postJson(String address, Object body) {
        return follow(URI.create(address), request -> request.header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(Json.write(body))));
    }

    /**
     * Sends any request and follows redirects.
     *
     * @param address absolute, or a path on the server
     * @param request sets method, body and further headers
     * @return the answer
     */
    public Page send(String address, UnaryOperator<HttpRequest.Builder> request) {
        return follow(URI.create(address), request);
    }

    private Page follow(URI address, UnaryOperator<HttpRequest.Builder> first) {
        URI uri = address;
        HttpResponse<String> response = send(uri, first);
        for (int i = 0; i < MOST_REDIRECTS && redirects(response); i++) {
            uri = uri.resolve(response.headers().firstValue("Location").orElseThrow());
            if (isCallback(uri)) {
                return new Page(response.statusCode(), uri, response.headers(), "");
            }
            response = send(uri, HttpRequest.Builder::GET);
        }
        return new Page(response.statusCode(), uri, response.headers(), response.body());
    }

    /**
     * @param uri an address
     * @return whether it is an application's redirect URI; at any port, as native apps need it (RFC 8252, 7.3)
     */
    public static boolean isCallback(URI uri) {
        return uri.toString().matches(ANY_CALLBACK);
    }

    private static boolean redirects(HttpResponse<String> response) {
        return response.statusCode() / 100 == 3 && response.headers().firstValue("Location").isPresent();
    }

    private HttpResponse<String> send(URI uri, UnaryOperator<HttpRequest.Builder> method) {
        String path = uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(baseUrl + path))
                .header("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
                .header("Accept", "text/html,*/*;q=0.8");
        headers.forEach(request::header);
        if (!cookies.isEmpty()) {
            request.header("Cookie", cookies.entrySet().stream()
                    .map(cookie -> cookie.getKey() + "=" + cookie.getValue()).collect(Collectors.joining("; ")));
        }
        HttpResponse<String> response = Http.send(method.apply(request));
        response.headers().allValues("Set-Cookie").forEach(this::keep);
        return response;
    }

    private void keep(String setCookie) {
        String[] parts = setCookie.split(";");
        int equals = parts[0].indexOf('=');
        String name = parts[0].substring(0, equals).strip();
        String value = parts[0].substring(equals + 1).strip();
        if (value.isEmpty() || value.equals("\"\"") || setCookie.matches("(?i).*;\\s*max-age=0\\b.*")) {
            cookies.remove(name);
        } else {
            cookies.put(name, value);
        }
    }
}
