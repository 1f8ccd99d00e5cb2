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

    /** Starts the service on a free port. */
    public ApprovalService() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), Ports.free()), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestHeaders().getFirst("Authorization"));
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
     * @throws IllegalStateException if there is none, or Keycloak refuses the approval
     */
    public void approve(String keycloak) {
        HttpResponse<String> told = Http.send(HttpRequest.newBuilder(URI.create(keycloak + "/realms/" + Admin.REALM
                        + "/protocol/openid-connect/ext/ciba/auth/callback"))
                .header("Authorization", next()).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"status\": \"SUCCEED\"}")));
        if (told.statusCode() != 200) {
            throw new IllegalStateException("Not approved: " + told.statusCode() + ' ' + told.body());
        }
    }

    private String next() {
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
