package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import com.sun.net.httpserver.HttpServer;
import org.keycloak.testframework.realm.ManagedRealm;

/** The operator's service by which users approve an app's request without a browser (OpenID Connect CIBA). */
final class AuthenticationChannel implements AutoCloseable {

    private static final String BEARER = "Bearer ";

    private final HttpServer server;
    private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();

    AuthenticationChannel() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), FlowServer.CHANNEL), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestHeaders().getFirst("Authorization"));
            // the next test's channel does not know this connection
            exchange.getResponseHeaders().set("Connection", "close");
            exchange.sendResponseHeaders(201, -1);
            exchange.close();
        });
        server.start();
    }

    /** The user approves the next request. */
    void approve(ManagedRealm realm) {
        HttpResponse<String> told = Rest.bearer(awaitRequest().substring(BEARER.length())).send("POST",
                "/realms/" + realm.getName() + "/protocol/openid-connect/ext/ciba/auth/callback",
                "{\"status\": \"SUCCEED\"}");
        assertEquals(200, told.statusCode(), told::body);
    }

    /** Requests to users, by the token that the answer must contain. */
    String awaitRequest() {
        try {
            String request = asked.poll(90, TimeUnit.SECONDS);
            if (request == null) {
                throw new AssertionError("Nobody has been asked");
            }
            return request;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
