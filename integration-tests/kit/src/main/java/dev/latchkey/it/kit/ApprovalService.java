package dev.latchkey.it.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import com.sun.net.httpserver.HttpServer;

/** The operator's service by which users approve an app's request without a browser (OpenID Connect CIBA). */
public final class ApprovalService implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 90;

    private final HttpServer server;
    private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();

    /** @param port where it listens */
    public ApprovalService(int port) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestHeaders().getFirst("Authorization"));
            // the next service on this port does not know this connection
            exchange.getResponseHeaders().set("Connection", "close");
            exchange.sendResponseHeaders(201, -1);
            exchange.close();
        });
        server.start();
    }

    /** @return URL that Keycloak asks for approvals */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + '/';
    }

    /**
     * The user approves the next request.
     *
     * @param keycloak URL of the server that asks, without a slash at the end
     * @param realm    name of the realm
     * @throws IllegalStateException if there is none, or Keycloak refuses the approval
     */
    public void approve(String keycloak, String realm) {
        HttpResponse<String> told = Http.send(HttpRequest.newBuilder(URI.create(keycloak + "/realms/" + realm
                        + "/protocol/openid-connect/ext/ciba/auth/callback"))
                .header("Authorization", awaitRequest()).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"status\": \"SUCCEED\"}")));
        if (told.statusCode() != 200) {
            throw new IllegalStateException("Not approved: " + told.statusCode() + ' ' + told.body());
        }
    }

    /**
     * @return the next request to a user, by the token that its approval must contain
     * @throws IllegalStateException if there is none
     */
    public String awaitRequest() {
        try {
            String authorization = asked.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (authorization == null) {
                throw new IllegalStateException("No request for an approval");
            }
            return authorization;
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
