package dev.latchkey.sample;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import com.nimbusds.oauth2.sdk.id.State;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * Where the browser comes back to the app: a port of the loopback address that is open for one visit (RFC 8252, 7.3).
 * A phone app has a claimed https address or a scheme of its own instead, and no server.
 */
final class LoopbackReceiver implements AutoCloseable {

    private static final String PATH = "/callback";
    // the address itself, not the name localhost, which may lead elsewhere (RFC 8252, 8.3)
    private static final String ADDRESS = "127.0.0.1";

    private final HttpServer server;
    private final State state;
    private final CompletableFuture<URI> visit = new CompletableFuture<>();

    /**
     * @param state what the visit has to carry; whatever else knocks is turned away
     * @throws IOException if no port can be opened
     */
    LoopbackReceiver(State state) throws IOException {
        this.state = state;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getByName(ADDRESS), 0), 0);
        server.createContext("/", this::receive);
        server.start();
    }

    /** @return the address that the browser has to be sent to */
    URI address() {
        return URI.create("http://" + ADDRESS + ":" + server.getAddress().getPort() + PATH);
    }

    /**
     * @param patience how long the user may take
     * @return the address with which the browser came
     * @throws IOException if it did not come in time
     */
    URI await(Duration patience) throws IOException {
        try {
            return visit.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException("Nobody came back from the browser within " + patience.toMinutes() + " min", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while waiting for the browser", e);
        } catch (ExecutionException e) {
            throw new IOException(e);
        }
    }

    private void receive(HttpExchange request) throws IOException {
        boolean expected = request.getRequestMethod().equals("GET")
                && request.getRequestURI().getPath().equals(PATH) && carriesState(request.getRequestURI());
        byte[] page = ("<!doctype html><html lang=en><title>Latchkey sample</title>"
                + (expected ? "Done. Go back to the app." : "Nothing is here.")).getBytes(StandardCharsets.UTF_8);
        request.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
        request.getResponseHeaders().set("Cache-Control", "no-store");
        request.getResponseHeaders().set("Referrer-Policy", "no-referrer");
        request.sendResponseHeaders(expected ? 200 : 404, page.length);
        try (OutputStream body = request.getResponseBody()) {
            body.write(page);
        }
        if (expected) {
            visit.complete(address().resolve(request.getRequestURI()));
        }
    }

    private boolean carriesState(URI uri) {
        String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
        return Arrays.stream(query.split("&"))
                .filter(parameter -> parameter.startsWith("state="))
                .map(parameter -> URLDecoder.decode(parameter.substring("state=".length()), StandardCharsets.UTF_8))
                .anyMatch(state.getValue()::equals);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
