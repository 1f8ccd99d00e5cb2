package dev.latchkey.it.browser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

import com.sun.net.httpserver.HttpServer;

/** Stands in for the demo app: the page that a browser returns to after a sign-in. */
final class DemoApp implements AutoCloseable {

    private static final String PATH = "/callback";
    private static final byte[] WELCOME =
            "<!doctype html><html lang=en><title>Demo app</title>Welcome".getBytes(StandardCharsets.UTF_8);

    private final HttpServer server;

    DemoApp() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext(PATH, request -> {
            request.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
            request.sendResponseHeaders(200, WELCOME.length);
            try (var body = request.getResponseBody()) {
                body.write(WELCOME);
            }
        });
        server.start();
    }

    /** @return the redirect address that the demo app has registered, for any port */
    String callback() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + PATH;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
