package dev.latchkey.it.browser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.sun.net.httpserver.HttpServer;
import dev.latchkey.it.kit.Eventually;

/** An operator's HTTP service that takes texts with codes. */
final class TextService implements AutoCloseable {

    private static final Pattern CODE = Pattern.compile("(?<![0-9])[0-9]{6}(?![0-9])");
    private static final Duration TEXT = Duration.ofMinutes(1);

    private final HttpServer server;
    private final List<String> bodies = new CopyOnWriteArrayList<>();

    TextService() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", exchange -> {
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/texts";
    }

    /** Waits until this many texts to the number were sent; returns the code of the newest. */
    String code(String number, int ofSoMany) {
        return Eventually.see(TEXT, () -> bodies.stream().filter(body -> body.contains(number)).map(CODE::matcher)
                .filter(Matcher::find).map(Matcher::group).skip(ofSoMany - 1).findFirst(), Optional::isPresent)
                .orElseThrow();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
