package dev.latchkey.sms.gateway;

import java.net.http.HttpClient;
import java.time.Duration;

/**
 * The client of one gateway. Java keeps connections for 20 minutes, and firewalls forget idle ones sooner without a
 * word: a text that is written to such a connection is lost, and it is not known that it is. Each client is therefore
 * used for a short time, and what it holds ends with it.
 */
final class HttpClients {

    private static final long LIFE_NANOS = Duration.ofSeconds(20).toNanos();

    private final Duration connectTimeout;
    private HttpClient current;
    private long since;

    /** @param connectTimeout longest time until a connection stands */
    HttpClients(Duration connectTimeout) {
        this.connectTimeout = connectTimeout;
    }

    /** @return the client for the next request; it follows no redirect, which could lead out of https */
    synchronized HttpClient current() {
        long now = System.nanoTime();
        if (current == null || now - since > LIFE_NANOS) {
            current = HttpClient.newBuilder().connectTimeout(connectTimeout).version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER).build();
            since = now;
        }
        return current;
    }
}
