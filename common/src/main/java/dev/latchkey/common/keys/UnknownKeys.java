package dev.latchkey.common.keys;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;

/**
 * Logs that a row names a key which this node does not have. A client presents such a row's secret again and again, and
 * so do all clients at once where a node was configured wrongly, so each key is logged once a minute.
 */
public final class UnknownKeys {

    private static final Logger LOG = Logger.getLogger(UnknownKeys.class);
    private static final Duration PAUSE = Duration.ofMinutes(1);
    /** More keys than any server has; bounds the memory if rows name still others. */
    private static final int MOST = 1_000;
    private static final Map<String, Long> REPORTED = new ConcurrentHashMap<>();

    private UnknownKeys() {
    }

    /**
     * Logs that something was refused for its key, unless the same was logged within the last minute.
     *
     * @param what  what was refused, such as {@code "secret code"}
     * @param keyId the key that its row names
     */
    public static void refused(String what, String keyId) {
        if (due(what + ' ' + keyId, Time.currentTimeMillis())) {
            LOG.errorf("Key %s of a %s is not known on this node: do all nodes have the same "
                    + "spi-latchkey-keys--default--pepper, and does the realm still hold the key? "
                    + "What it made is refused; this is logged once a minute.", keyId, what);
        }
    }

    static boolean due(String subject, long now) {
        if (REPORTED.size() >= MOST) {
            REPORTED.clear();
        }
        Long before = REPORTED.putIfAbsent(subject, now);
        return before == null
                || Math.abs(now - before) >= PAUSE.toMillis() && REPORTED.replace(subject, before, now);
    }
}
