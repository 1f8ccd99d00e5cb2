package dev.latchkey.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.sun.net.httpserver.HttpServer;
import dev.latchkey.it.kit.Eventually;

/** A gateway of texts that answers at once and keeps the newest code of each number. */
final class TextGateway implements AutoCloseable {

    private static final Pattern NUMBER = Pattern.compile("\\+[0-9]{8,15}");
    private static final Pattern CODE = Pattern.compile("(?<![0-9+])[0-9]{6}(?![0-9])");
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Map<String, String> codes = new ConcurrentHashMap<>();
    private final HttpServer server;

    TextGateway() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Matcher number = NUMBER.matcher(body);
            Matcher code = CODE.matcher(body);
            if (number.find() && code.find()) {
                codes.put(number.group(), code.group());
            }
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/texts";
    }

    /** Waits for the first code to a number. */
    String code(String number) {
        return Eventually.see(PATIENCE, () -> Optional.ofNullable(codes.get(number)), Optional::isPresent)
                .orElseThrow();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
