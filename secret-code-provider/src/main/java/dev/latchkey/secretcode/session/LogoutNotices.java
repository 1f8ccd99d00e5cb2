package dev.latchkey.secretcode.session;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.entity.UrlEncodedFormEntity;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.Configurable;
import org.apache.http.client.methods.HttpPost;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.message.BasicNameValuePair;
import org.jboss.logging.Logger;
import org.keycloak.OAuth2Constants;
import org.keycloak.common.util.Time;
import org.keycloak.connections.httpclient.HttpClientProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/**
 * Sends logout tokens to apps by Keycloak's HTTP client in threads of its own: the sessions have ended by then, and an
 * app that does not answer holds up neither the request that has ended them, nor a transaction, nor other apps.
 */
final class LogoutNotices {

    private static final Logger LOG = Logger.getLogger(LogoutNotices.class);
    private static final int THREADS = 4;
    private static final int WAITING = 1_000;
    private static final long IDLE_SECONDS = 30;
    /** An app that does not answer must not keep the logout tokens of others: it has one thread, and few wait. */
    private static final int WAITING_OF_AN_ADDRESS = 50;
    private static final int TIMEOUT_MILLIS = 5_000;
    /** Keycloak's logout tokens are valid for two minutes. */
    private static final long USEFUL_MILLIS = Duration.ofMinutes(2).toMillis();
    private static final ThreadPoolExecutor SENDERS = senders();
    private static final Map<String, Queue<LogoutNotice>> WAITING_BY_ADDRESS = new HashMap<>();

    private LogoutNotices() {
    }

    private static ThreadPoolExecutor senders() {
        ThreadPoolExecutor senders = new ThreadPoolExecutor(THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(WAITING), work -> {
                    Thread thread = new Thread(work, "latchkey-logout");
                    thread.setDaemon(true);
                    return thread;
                });
        senders.allowCoreThreadTimeOut(true);
        return senders;
    }

    /** Sends each soon, once. Those for which no room is left are not sent. */
    static void send(KeycloakSessionFactory factory, List<LogoutNotice> notices) {
        notices.forEach(notice -> add(factory, notice));
    }

    private static void add(KeycloakSessionFactory factory, LogoutNotice notice) {
        synchronized (WAITING_BY_ADDRESS) {
            Queue<LogoutNotice> waiting = WAITING_BY_ADDRESS.get(notice.address());
            if (waiting == null) {
                waiting = new ArrayDeque<>();
                try {
                    SENDERS.execute(() -> drain(factory, notice.address()));
                } catch (RejectedExecutionException e) {
                    LOG.warnf("%s is not sent: too many wait", notice);
                    return;
                }
                WAITING_BY_ADDRESS.put(notice.address(), waiting);
            } else if (waiting.size() >= WAITING_OF_AN_ADDRESS) {
                LOG.warnf("%s is not sent: too many wait", notice);
                return;
            }
            waiting.add(notice);
        }
    }

    private static void drain(KeycloakSessionFactory factory, String address) {
        for (Optional<LogoutNotice> next = next(address); next.isPresent(); next = next(address)) {
            if (Time.currentTimeMillis() - next.get().madeAt() > USEFUL_MILLIS) {
                LOG.warnf("%s is not sent: it has waited for too long", next.get());
            } else {
                send(factory, next.get());
            }
        }
    }

    private static Optional<LogoutNotice> next(String address) {
        synchronized (WAITING_BY_ADDRESS) {
            Optional<LogoutNotice> next = Optional.ofNullable(WAITING_BY_ADDRESS.get(address)).map(Queue::poll);
            if (next.isEmpty()) {
                WAITING_BY_ADDRESS.remove(address);
            }
            return next;
        }
    }

    private static void send(KeycloakSessionFactory factory, LogoutNotice notice) {
        try (KeycloakSession session = factory.create()) {
            CloseableHttpClient client = session.getProvider(HttpClientProvider.class).getHttpClient();
            HttpPost post = new HttpPost(notice.address());
            RequestConfig.Builder config = client instanceof Configurable configurable
                    ? RequestConfig.copy(configurable.getConfig())
                    : RequestConfig.custom();
            post.setConfig(config.setConnectTimeout(TIMEOUT_MILLIS).setConnectionRequestTimeout(TIMEOUT_MILLIS)
                    .setSocketTimeout(TIMEOUT_MILLIS).build());
            post.setEntity(new UrlEncodedFormEntity(
                    List.of(new BasicNameValuePair(OAuth2Constants.LOGOUT_TOKEN, notice.token())),
                    StandardCharsets.UTF_8));
            try (CloseableHttpResponse answer = client.execute(post)) {
                LOG.debugf("%s was answered with %d", notice, answer.getStatusLine().getStatusCode());
                // what the answer holds is not read: it may have no end
                post.abort();
            }
        } catch (IOException | RuntimeException e) {
            LOG.warnf("%s has failed: %s", notice, e);
        }
    }
}
