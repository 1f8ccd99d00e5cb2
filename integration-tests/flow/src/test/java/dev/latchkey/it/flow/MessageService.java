package dev.latchkey.it.flow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** An operator's HTTP service that takes messages with codes, or does not. */
final class MessageService implements AutoCloseable {

    private static final Pattern CODE = Pattern.compile("\\b[0-9]{6}\\b(?!.*\\b[0-9]{6}\\b)", Pattern.DOTALL);

    /** How the service answers. */
    enum Behaviour {
        /** It takes messages. */
        TAKES,
        /** It refuses them with an error of its own. */
        REFUSES,
        /** It takes messages and does not answer within the caller's patience. */
        HANGS,
        /** It answers with something that is not HTTP. */
        TALKS_NONSENSE
    }

    private final HttpServer server;
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final Set<String> ofEarlierTests = TelephoneNumbers.all();
    private volatile Behaviour behaviour = Behaviour.TAKES;

    MessageService(int port) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", this::take);
        server.start();
    }

    void behaves(Behaviour next) {
        behaviour = next;
    }

    private void take(HttpExchange exchange) throws IOException {
        bodies.add(exchange.getRequestURI().getPath() + ' '
                + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        // the next test's service does not know this connection
        exchange.getResponseHeaders().set("Connection", "close");
        switch (behaviour) {
            case TAKES -> exchange.sendResponseHeaders(204, -1);
            case REFUSES -> exchange.sendResponseHeaders(500, -1);
            case HANGS -> hang(exchange);
            case TALKS_NONSENSE -> {
                exchange.sendResponseHeaders(200, 10_000);
                exchange.getResponseBody().write("<html>maintenance".getBytes(StandardCharsets.UTF_8));
            }
        }
        exchange.close();
    }

    private static void hang(HttpExchange exchange) throws IOException {
        try {
            TimeUnit.SECONDS.sleep(5);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        exchange.sendResponseHeaders(204, -1);
    }

    /** The messages that name this number, oldest first, as their bodies. */
    List<String> to(String number) {
        return bodies.stream().filter(body -> body.contains(number)).toList();
    }

    /** What the server calls the message, in the last part of the path. */
    String reference(String number, int ofSoMany) {
        code(number, ofSoMany);
        String path = to(number).get(ofSoMany - 1).split(" ", 2)[0];
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /**
     * How many messages have arrived, to whatever number, but for those of earlier tests: a message that a test does
     * not wait for finds no service when that test ends, and the server sends it again a while later.
     */
    int all() {
        return (int) bodies.stream().filter(body -> ofEarlierTests.stream().noneMatch(body::contains)).count();
    }

    /** Waits until this many messages to the number have arrived; returns the code of the newest. */
    String code(String number, int ofSoMany) {
        Eventually.holds("message " + ofSoMany + " to " + number, () -> to(number).size() >= ofSoMany);
        Matcher code = CODE.matcher(to(number).get(ofSoMany - 1).replace(number, ""));
        if (!code.find()) {
            throw new AssertionError("No code in the message");
        }
        return code.group();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
