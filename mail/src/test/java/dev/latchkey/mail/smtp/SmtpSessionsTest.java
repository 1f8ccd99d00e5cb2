package dev.latchkey.mail.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.security.KeyStore;
import java.security.KeyStoreException;
import java.util.Map;
import java.util.Properties;
import javax.net.ssl.SSLSocketFactory;

import jakarta.mail.Session;
import org.junit.jupiter.api.Test;
import org.keycloak.common.enums.HostnameVerificationPolicy;
import org.keycloak.email.EmailException;

class SmtpSessionsTest {

    private static final Map<String, String> LEAST = Map.of("host", "mail.example", "from", "post@mail.example");

    private final SmtpSessions sessions = new SmtpSessions();

    @Test
    void theSameSettingsHaveOneSession() throws EmailException {
        Session first = sessions.of(null, new SmtpSettings(LEAST), true);
        assertSame(first, sessions.of(null, new SmtpSettings(LEAST), true));
        assertNotSame(first, sessions.of(null, new SmtpSettings(LEAST), false));
        assertNotSame(first, sessions.of(null, new SmtpSettings(Map.of("host", "mail.example", "from",
                "post@mail.example", "port", "2525")), true));
    }

    @Test
    void anotherTruststoreOrPolicyHasAnotherSession() throws KeyStoreException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        SSLSocketFactory sockets = (SSLSocketFactory) SSLSocketFactory.getDefault();
        Session strict = secured(trusted, HostnameVerificationPolicy.DEFAULT, sockets);
        assertSame(strict, secured(trusted, HostnameVerificationPolicy.DEFAULT, null));
        assertSame(sockets, strict.getProperties().get("mail.smtp.ssl.socketFactory"));
        assertEquals("true", strict.getProperty("mail.smtp.ssl.checkserveridentity"));
        assertNotSame(strict, secured(KeyStore.getInstance("PKCS12"), HostnameVerificationPolicy.DEFAULT, sockets));
        Session any = secured(trusted, HostnameVerificationPolicy.ANY, sockets);
        assertEquals("false", any.getProperty("mail.smtp.ssl.checkserveridentity"));
        assertEquals("*", any.getProperty("mail.smtp.ssl.trust"));
    }

    @Test
    void aSessionThatIsNotUsedIsForgotten() {
        Session forgotten = plain("forgotten.example");
        Session used = plain("used.example");
        for (int i = 0; i < SmtpSessions.MOST - 1; i++) {
            plain(i + ".example");
            assertSame(used, plain("used.example"));
        }
        assertNotSame(forgotten, plain("forgotten.example"));
    }

    private Session secured(KeyStore trusted, HostnameVerificationPolicy policy, SSLSocketFactory sockets) {
        return sessions.of(new SmtpSessions.Way(new Properties(), trusted, policy), () -> sockets);
    }

    private Session plain(String host) {
        Properties properties = new Properties();
        properties.setProperty("mail.smtp.host", host);
        return sessions.of(new SmtpSessions.Way(properties, null, null), () -> null);
    }
}
