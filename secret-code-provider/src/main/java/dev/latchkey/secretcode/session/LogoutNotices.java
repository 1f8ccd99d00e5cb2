package dev.latchkey.secretcode.session;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
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
    private static final int THREADS = 8;
    private static final int WAITING = 4_000;
    private static final int WAITING_FOR_AN_APP = 50;
    private static final long IDLE_SECONDS = 30;
    private static final int TIMEOUT_MILLIS = 5_000;
    /** Keycloak's logout tokens are valid for two minutes. */
    private static final long USEFUL_MILLIS = Duration.ofMinutes(2).toMillis();
    private static final ThreadPoolExecutor SENDERS = senders();
    private static final LogoutSchedule SCHEDULE = new LogoutSchedule(THREADS, WAITING, WAITING_FOR_AN_APP);

    private LogoutNotices() {
    }

    private static ThreadPoolExecutor senders() {
        // the schedule begins no more than there are threads
        ThreadPoolExecutor senders = new ThreadPoolExecutor(THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(), work -> {
                    Thread thread = new Thread(work, "latchkey-logout");
                    thread.setDaemon(true);
                    return thread;
                });
        senders.allowCoreThreadTimeOut(true);
        return senders;
    }

    /** Sends each soon, once. Those for which no room is left are not sent. */
    static void send(KeycloakSessionFactory factory, List<LogoutNotice> notices) {
        for (LogoutNotice notice : notices) {
            if (!SCHEDULE.add(notice)) {
                LOG.warnf("%s is not sent: too many wait", notice);
            }
        }
        begin(factory);
    }

    private static void begin(KeycloakSessionFactory factory) {
        for (Optional<LogoutNotice> next = SCHEDULE.next(); next.isPresent(); next = SCHEDULE.next()) {
            LogoutNotice notice = next.get();
            try {
                SENDERS.execute(() -> take(factory, notice));
            } catch (OutOfMemoryError e) {
                // no thread could be started: its turn would be taken for good
                SCHEDULE.ended(notice, Optional.empty());
                throw e;
            }
        }
    }

    private static void take(KeycloakSessionFactory factory, LogoutNotice notice) {
        Optional<Boolean> inTime = Optional.empty();
        try {
            if (Time.currentTimeMillis() - notice.madeAt() > USEFUL_MILLIS) {
                LOG.warnf("%s is not sent: it has waited for too long", notice);
            } else {
                inTime = Optional.of(endsInTime(factory, notice));
            }
        } finally {
            SCHEDULE.ended(notice, inTime);
            begin(factory);
        }
    }

    /** Sends a notice; returns false when the app has not answered in time, true when it has or is not reached. */
    private static boolean endsInTime(KeycloakSessionFactory factory, LogoutNotice notice) {
        HttpPost post = new HttpPost();
        try (KeycloakSession session = factory.create()) {
            CloseableHttpClient client = session.getProvider(HttpClientProvider.class).getHttpClient();
            post.setURI(URI.create(notice.address()));
            RequestConfig.Builder config = client instanceof Configurable configurable
                    ? RequestConfig.copy(configurable.getConfig())
                    : RequestConfig.custom();
            post.setConfig(config.setConnectTimeout(TIMEOUT_MILLIS).setConnectionRequestTimeout(TIMEOUT_MILLIS)
                    .setSocketTimeout(TIMEOUT_MILLIS).build());
            post.setEntity(new UrlEncodedFormEntity(
                    List.of(new BasicNameValuePair(OAuth2Constants.LOGOUT_TOKEN, notice.token())),
                    StandardCharsets.UTF_8));
            // each read may take as long, so that their number would be up to the app
            CompletableFuture.delayedExecutor(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS).execute(post::abort);
            try (CloseableHttpResponse answer = client.execute(post)) {
                LOG.debugf("%s was answered with %d", notice, answer.getStatusLine().getStatusCode());
                // what the answer holds is not read: it may have no end
                post.abort();
            }
            return true;
        } catch (IOException | RuntimeException e) {
            LOG.warnf("%s has failed: %s", notice, e);
            return !(e instanceof InterruptedIOException) && !post.isAborted();
        }
    }
}
