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

/** Where an operator lets users approve what an app asks for without a browser (OpenID Connect CIBA). */
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
            // the next test's channel knows nothing of this connection
            exchange.getResponseHeaders().set("Connection", "close");
            exchange.sendResponseHeaders(201, -1);
            exchange.close();
        });
        server.start();
    }

    /** The user says yes to what is asked next. */
    void approve(ManagedRealm realm) {
        HttpResponse<String> told = Rest.bearer(awaitRequest().substring(BEARER.length())).send("POST",
                "/realms/" + realm.getName() + "/protocol/openid-connect/ext/ciba/auth/callback",
                "{\"status\": \"SUCCEED\"}");
        assertEquals(200, told.statusCode(), told::body);
    }

    /** What the user is asked, by the token that the answer must hold. */
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
