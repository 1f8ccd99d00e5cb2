package dev.latchkey.mail.smtp;

import java.security.KeyStore;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;

import jakarta.mail.Session;
import org.keycloak.common.enums.HostnameVerificationPolicy;
import org.keycloak.email.EmailException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.truststore.JSSETruststoreConfigurator;
import org.keycloak.truststore.TruststoreProvider;

/**
 * The mail library's sessions of this node, by the settings that they were made with. For each of them the library
 * reads its own files, and with TLS also the truststore, which costs as much as the rest of a mail. They hold no
 * secrets: a connection is given what it authenticates with.
 */
final class SmtpSessions {

    /** When there are more, the one is forgotten that was used least recently. */
    static final int MOST = 64;

    private final Map<Way, Session> known = new LinkedHashMap<>(MOST, 1, true);

    /**
     * How a mail server is reached.
     *
     * @param properties of the mail library
     * @param trusted    the server's truststore; null without TLS, or where there is none
     * @param policy     how names in certificates are checked; null likewise
     */
    record Way(Properties properties, KeyStore trusted, HostnameVerificationPolicy policy) {
    }

    /**
     * @param session        for the server's truststore
     * @param smtp           a realm's mail settings
     * @param waitForGoodbye whether a connection that is closed waits for the server's answer
     * @return the session
     * @throws EmailException           if the sender's address is none
     * @throws IllegalArgumentException if the settings name no way to authenticate that Keycloak knows
     */
    Session of(KeycloakSession session, SmtpSettings smtp, boolean waitForGoodbye) throws EmailException {
        Properties properties = smtp.properties();
        properties.setProperty("mail.smtp.quitwait", String.valueOf(waitForGoodbye));
        if (!smtp.hasTls()) {
            return of(new Way(properties, null, null), () -> null);
        }
        JSSETruststoreConfigurator truststore = new JSSETruststoreConfigurator(session);
        TruststoreProvider provider = truststore.getProvider();
        return of(provider == null ? new Way(properties, null, null)
                : new Way(properties, provider.getTruststore(), provider.getPolicy()), truststore::getSSLSocketFactory);
    }

    synchronized Session of(Way way, Supplier<SSLSocketFactory> sockets) {
        Session session = known.computeIfAbsent(way, unknown -> Session.getInstance(properties(way, sockets.get())));
        if (known.size() > MOST) {
            Iterator<Way> oldest = known.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
        return session;
    }

    private static Properties properties(Way way, SSLSocketFactory sockets) {
        Properties properties = new Properties();
        properties.putAll(way.properties());
        if (sockets != null) {
            boolean any = way.policy() == HostnameVerificationPolicy.ANY;
            properties.put("mail.smtp.ssl.socketFactory", sockets);
            properties.setProperty("mail.smtp.ssl.checkserveridentity", String.valueOf(!any));
            if (any) {
                properties.setProperty("mail.smtp.ssl.trust", "*");
            }
        }
        return properties;
    }
}
