package dev.latchkey.webhook.delivery;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import dev.latchkey.webhook.PublicAddress;
import org.apache.http.client.config.CookieSpecs;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpPost;
import org.apache.http.config.Registry;
import org.apache.http.config.RegistryBuilder;
import org.apache.http.conn.socket.ConnectionSocketFactory;
import org.apache.http.conn.ssl.SSLConnectionSocketFactory;
import org.apache.http.entity.ByteArrayEntity;
import org.apache.http.entity.ContentType;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClientBuilder;
import org.apache.http.impl.conn.PoolingHttpClientConnectionManager;
import org.apache.http.util.EntityUtils;

/**
 * Posts over HTTPS and over nothing else: no redirects, no cookies, no proxy. The address is checked where the name is
 * resolved, and that very address is connected to, so that a name server cannot answer differently in between.
 */
final class WebhookClient implements AutoCloseable {

    private static final int WORTH_READING = 8_192;

    private final CloseableHttpClient http;
    private final ScheduledExecutorService alarm;
    private final Duration timeout;

    /**
     * @param privateAllowed whether a receiver may have an address that is not public
     * @param timeout        longest time of one delivery
     * @param connections    how many deliveries may be under way at once
     * @param alarm          ends deliveries that take longer
     */
    WebhookClient(boolean privateAllowed, Duration timeout, int connections, ScheduledExecutorService alarm) {
        this.alarm = alarm;
        this.timeout = timeout;
        Registry<ConnectionSocketFactory> httpsAlone = RegistryBuilder.<ConnectionSocketFactory>create()
                .register("https", SSLConnectionSocketFactory.getSocketFactory()).build();
        PoolingHttpClientConnectionManager pool =
                new PoolingHttpClientConnectionManager(httpsAlone, host -> resolve(host, privateAllowed));
        pool.setMaxTotal(connections);
        pool.setDefaultMaxPerRoute(connections);
        int millis = (int) timeout.toMillis();
        http = HttpClientBuilder.create()
                .setConnectionManager(pool)
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectTimeout(millis).setSocketTimeout(millis).setConnectionRequestTimeout(millis)
                        .setCookieSpec(CookieSpecs.IGNORE_COOKIES).build())
                .disableRedirectHandling().disableCookieManagement().disableAuthCaching().disableAutomaticRetries()
                .disableContentCompression()
                .setUserAgent("Latchkey")
                .build();
    }

    static InetAddress[] resolve(String host, boolean privateAllowed) throws UnknownHostException {
        InetAddress[] addresses = InetAddress.getAllByName(host);
        if (!privateAllowed && !Arrays.stream(addresses).allMatch(PublicAddress::is)) {
            throw new UnknownHostException("The webhook's host has an address that is not public");
        }
        return addresses;
    }

    /**
     * @param url       the receiver
     * @param id        id of the delivery
     * @param seconds   time of the attempt, epoch seconds
     * @param signature the signatures
     * @param body      JSON
     * @return the status of the answer; any 2xx means that the receiver has accepted it
     * @throws IOException if there was no answer
     */
    int post(URI url, String id, long seconds, String signature, String body) throws IOException {
        HttpPost request = new HttpPost(url);
        request.setHeader("webhook-id", id);
        request.setHeader("webhook-timestamp", String.valueOf(seconds));
        request.setHeader("webhook-signature", signature);
        request.setEntity(new ByteArrayEntity(body.getBytes(StandardCharsets.UTF_8), ContentType.APPLICATION_JSON));
        // the client's own timeouts start anew with each packet
        ScheduledFuture<?> limit = alarm.schedule(request::abort, timeout.toMillis(), TimeUnit.MILLISECONDS);
        try (CloseableHttpResponse response = http.execute(request)) {
            int status = response.getStatusLine().getStatusCode();
            if (response.getEntity() != null && response.getEntity().getContentLength() >= 0
                    && response.getEntity().getContentLength() <= WORTH_READING) {
                // so that the connection serves the next delivery; the body itself is ignored
                EntityUtils.consume(response.getEntity());
            }
            return status;
        } finally {
            limit.cancel(false);
        }
    }

    @Override
    public void close() {
        try {
            http.close();
        } catch (IOException e) {
            throw new IllegalStateException("The webhook's connections could not be closed", e);
        }
    }
}
