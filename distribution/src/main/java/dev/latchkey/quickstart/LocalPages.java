package dev.latchkey.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;

/**
 * Serves pages to browsers of this machine, on 127.0.0.1. A page that another site has opened under a name of its own
 * is refused, since the pages hold codes, links and tokens.
 */
final class LocalPages implements AutoCloseable {

    static final int OK = 200;

    private static final int THREADS = 4;
    private static final int FOUND = 302;
    private static final int FORBIDDEN = 403;
    private static final List<String> HOSTS = List.of("localhost", "127.0.0.1");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

    private LocalPages(HttpServer server) {
        this.server = server;
    }

    /**
     * Starts to serve what {@link #serve} names.
     *
     * @param port HTTP port, 0 for any free one
     * @return the running server
     * @throws UncheckedIOException if the port is taken
     */
    static LocalPages start(int port) {
        try {
            LocalPages pages = new LocalPages(HttpServer.create(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0));
            pages.server.setExecutor(pages.threads);
            pages.server.start();
            return pages;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Adds a page.
     *
     * @param path where it and all that is below it is served
     * @param page answers a request for it
     */
    void serve(String path, HttpHandler page) {
        server.createContext(path, exchange -> {
            if (isLocal(exchange.getRequestHeaders().getFirst("Host"))) {
                page.handle(exchange);
            } else {
                send(exchange, FORBIDDEN, "Open this page as localhost.");
            }
        });
    }

    private static boolean isLocal(String host) {
        return host != null && HOSTS.contains(host.replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT));
    }

    /** @return the port that the pages are served on */
    int port() {
        return server.getAddress().getPort();
    }

    /** @return the text as HTML shows it, also in an attribute in double quotes */
    static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }

    /**
     * Answers with a page on which no script runs and nothing is fetched: names in a mail come from unauthenticated
     * requesters.
     *
     * @param exchange the request
     * @param status   HTTP status
     * @param html     the page
     */
    static void send(HttpExchange exchange, int status, String html) throws IOException {
        send(exchange, status, "text/html", html);
    }

    /** As {@link #send(HttpExchange, int, String)}, with text of another type. */
    static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
        send(exchange, status, type, text, "'none'", "no-referrer");
    }

    /** As {@link #send(HttpExchange, int, String)}, with a form that is posted to this server. */
    static void sendForm(HttpExchange exchange, int status, String html) throws IOException {
        // with no-referrer, a browser would name no site when it posts the form
        send(exchange, status, "text/html", html, "'self'", "same-origin");
    }

    private static void send(HttpExchange exchange, int status, String type, String text, String formsTo,
            String referrer) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
        exchange.getResponseHeaders().set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline';"
                + " img-src data:; base-uri 'none'; form-action " + formsTo + "; frame-ancestors 'none'");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.getResponseHeaders().set("Referrer-Policy", referrer);
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        exchange.sendResponseHeaders(status, body.length);
        try (exchange) {
            exchange.getResponseBody().write(body);
        }
    }

    /** Answers by sending the browser to another address. */
    static void redirect(HttpExchange exchange, String address) throws IOException {
        exchange.getResponseHeaders().set("Location", address);
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(FOUND, -1);
        exchange.close();
    }

    /** Stops the pages; does nothing when they are stopped. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
