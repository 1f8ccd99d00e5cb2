package dev.latchkey.it.kit;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

/** A receiver of webhooks over HTTPS on the loopback address. It can be stopped and started, and return errors. */
public final class WebhookReceiver implements AutoCloseable {

    private static final String PATH = "/events";
    private static final Duration FOREVER = Duration.ofDays(1);

    /** Of all receivers of this process: to make one takes more than a second. */
    private static final TestCertificate CERTIFICATE = new TestCertificate("webhook-" + TestProcess.NUMBER);

    private final int port = Ports.free();
    private final List<Delivery> deliveries = new CopyOnWriteArrayList<>();
    private final List<String> strays = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger begun = new AtomicInteger();
    private HttpsServer server;
    private volatile int status = 204;
    private volatile Duration delay = Duration.ZERO;
    private volatile int hangEvery;
    private final AtomicInteger held = new AtomicInteger();
    private volatile CountDownLatch answers = new CountDownLatch(0);
    private volatile Predicate<JsonNode> refused = body -> false;

    /**
     * One request that arrived.
     *
     * @param id        header {@code webhook-id}
     * @param timestamp header {@code webhook-timestamp}
     * @param signature header {@code webhook-signature}
     * @param body      the body
     * @param json      the same as JSON; tests that poll read it often
     * @param taken     whether it was answered with success
     * @param at        when it was answered
     */
    public record Delivery(String id, String timestamp, String signature, String body, JsonNode json, boolean taken,
            Instant at) {

        /** @return id of the user that it concerns; empty when it concerns none */
        public String user() {
            return json.at("/data/user_id").asText();
        }
    }

    /** @return this receiver, accepting deliveries */
    public WebhookReceiver start() {
        try {
            server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(CERTIFICATE.tls()));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::take);
        server.start();
        return this;
    }

    /** Stops abruptly, as after a power cut. */
    public void stop() {
        server.stop(0);
    }

    private void take(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        int answer = status;
        if (exchange.getRequestURI().getPath().equals(PATH)) {
            int number = begun.incrementAndGet();
            JsonNode json = Json.read(body);
            answer = refused.test(json) ? 400 : answer;
            pause(hangEvery > 0 && number % hangEvery == 0 ? FOREVER : delay);
            await(answers);
            deliveries.add(new Delivery(exchange.getRequestHeaders().getFirst("webhook-id"),
                    exchange.getRequestHeaders().getFirst("webhook-timestamp"),
                    exchange.getRequestHeaders().getFirst("webhook-signature"), body, json, answer < 300,
                    Instant.now()));
        } else {
            strays.add(exchange.getRequestURI().getPath());
        }
        if (answer >= 300 && answer < 400) {
            exchange.getResponseHeaders().set("Location", "/elsewhere");
        }
        exchange.sendResponseHeaders(answer, -1);
        exchange.close();
    }

    private static void pause(Duration time) throws IOException {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    private void await(CountDownLatch answer) throws IOException {
        held.incrementAndGet();
        try {
            answer.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        } finally {
            held.decrementAndGet();
        }
    }

    /** Holds the answers from now on; those that are held already are given. */
    public void hold() {
        CountDownLatch before = answers;
        answers = new CountDownLatch(1);
        before.countDown();
    }

    /** Gives the answers that are held, and holds no more. */
    public void letGo() {
        CountDownLatch before = answers;
        answers = new CountDownLatch(0);
        before.countDown();
    }

    /** @return how many deliveries have no answer yet, because it is held */
    public int held() {
        return held.get();
    }

    /** @param code status of the answers from now on; 3xx redirects to another path */
    public void answer(int code) {
        status = code;
    }

    /** @param which bodies are refused from now on, independently of the other answers */
    public void refuse(Predicate<JsonNode> which) {
        refused = which;
    }

    /** @param time that each delivery takes from now on */
    public void delay(Duration time) {
        delay = time;
    }

    /** @param number one of this many deliveries gets no answer from now on; 1 for none is answered, 0 for all are */
    public void hangEvery(int number) {
        hangEvery = number;
    }

    /** @return number of deliveries that have begun, including those without an answer */
    public int begun() {
        return begun.get();
    }

    /** @return every delivery that was answered, in the order of the answers */
    public List<Delivery> deliveries() {
        return List.copyOf(deliveries);
    }

    /** @return the deliveries that were answered with success */
    public List<Delivery> taken() {
        return deliveries.stream().filter(Delivery::taken).toList();
    }

    /** @return paths of requests to any other path */
    public List<String> strays() {
        return List.copyOf(strays);
    }

    /** @return the URL that accepts deliveries */
    public String url() {
        return "https://127.0.0.1:" + port + PATH;
    }

    /** @return the certificate that a sender must trust, as PEM */
    public Path certificate() {
        return CERTIFICATE.file();
    }

    @Override
    public void close() {
        if (server != null) {
            server.stop(0);
        }
        threads.shutdownNow();
    }
}
