package dev.latchkey.it.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** Receives traces over HTTP on the loopback address (OTLP, protobuf) and stores them unchanged. */
public final class TraceReceiver implements AutoCloseable {

    private final List<String> exports = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    /** Starts the receiver on a free port. */
    public TraceReceiver() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), Ports.free()), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::take);
        server.start();
    }

    private void take(HttpExchange exchange) throws IOException {
        // each byte becomes one character, so that text can be found and nothing is lost
        exports.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
        exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }

    /** @return URL that receives traces */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** @return everything received so far: protobuf, in which texts are unencoded */
    public String all() {
        return String.join("\n", exports);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
