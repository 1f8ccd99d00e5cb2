package dev.latchkey.secretcode.session;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.apache.http.client.entity.UrlEncodedFormEntity;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpPost;
import org.apache.http.message.BasicNameValuePair;
import org.apache.http.util.EntityUtils;
import org.jboss.logging.Logger;
import org.keycloak.OAuth2Constants;
import org.keycloak.connections.httpclient.HttpClientProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/**
 * Sends logout tokens to apps by Keycloak's HTTP client, with its timeouts, in threads of its own: the sessions have
 * ended by then, and an app that does not answer holds up neither the request that has ended them nor a transaction.
 */
final class LogoutNotices {

    private static final Logger LOG = Logger.getLogger(LogoutNotices.class);
    private static final int THREADS = 4;
    private static final int WAITING = 1_000;
    private static final long IDLE_SECONDS = 30;
    private static final ThreadPoolExecutor SENDERS = senders();

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
        for (LogoutNotice notice : notices) {
            try {
                SENDERS.execute(() -> send(factory, notice));
            } catch (RejectedExecutionException e) {
                LOG.warnf("%s is not sent: too many wait", notice);
            }
        }
    }

    private static void send(KeycloakSessionFactory factory, LogoutNotice notice) {
        try (KeycloakSession session = factory.create()) {
            HttpPost post = new HttpPost(notice.address());
            post.setEntity(new UrlEncodedFormEntity(
                    List.of(new BasicNameValuePair(OAuth2Constants.LOGOUT_TOKEN, notice.token())),
                    StandardCharsets.UTF_8));
            try (CloseableHttpResponse answer =
                    session.getProvider(HttpClientProvider.class).getHttpClient().execute(post)) {
                EntityUtils.consumeQuietly(answer.getEntity());
                LOG.debugf("%s was answered with %d", notice, answer.getStatusLine().getStatusCode());
            }
        } catch (IOException | RuntimeException e) {
            LOG.warnf("%s has failed: %s", notice, e);
        }
    }
}
