package dev.latchkey.it.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.latchkey.it.kit.Admin;
import dev.latchkey.it.kit.Eventually;
import dev.latchkey.it.kit.Mail;
import dev.latchkey.it.kit.Node;
import dev.latchkey.it.kit.SmtpServer;
import dev.latchkey.it.kit.TestCertificate;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import org.junit.jupiter.api.Test;

/**
 * A server with Latchkey's own e-mail sender, and what arrives at mail servers of all kinds. A mail of these tests that
 * does not leave is not tried again by the queue.
 */
abstract class SmtpSenderScenarios {

    /** The option of the build that chooses a sender. */
    static final String SENDER = "spi-email-sender--provider";

    private static final String REALM = "mailing";
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final int ROUNDS = 5;
    private static final Map<String, String> LOGIN = Map.of("auth", "true", "user", SmtpServer.USER,
            "password", SmtpServer.PASSWORD);

    private int mails;
    private Admin created;

    /** The server. */
    abstract Node node();

    /** What its truststore holds. */
    abstract TestCertificate certificate();

    private Admin admin() {
        if (created == null) {
            created = node().admin().newRealm(REALM);
        }
        return created;
    }

    @Test
    void mailsOfTheQueueAreMarkedAndHoldEverySettingOfTheRealm() throws MessagingException, IOException {
        try (SmtpServer smtp = new SmtpServer()) {
            admin().mailServer(smtp.port(), Map.of("from", "post@müller.example", "fromDisplayName", "Jörg Müller",
                    "replyTo", "hilfe@latchkey.example", "replyToDisplayName", "Hilfe für Sie",
                    "envelopeFrom", "bounces@latchkey.example"));
            Mail mail = mail(smtp);
            MimeMessage message = message(mail);
            assertEquals("bounces@latchkey.example", mail.from());
            assertEquals("auto-generated", message.getHeader("Auto-Submitted", null));
            assertEquals("Grüße, 你好", message.getSubject());
            InternetAddress from = (InternetAddress) message.getFrom()[0];
            assertEquals("post@xn--mller-kva.example", from.getAddress());
            assertEquals("Jörg Müller", from.getPersonal());
            InternetAddress reply = (InternetAddress) message.getReplyTo()[0];
            assertEquals("hilfe@latchkey.example", reply.getAddress());
            assertEquals("Hilfe für Sie", reply.getPersonal());
            assertEquals(mail.to(), ((InternetAddress) message.getAllRecipients()[0]).getAddress());
            assertTrue(message.getMessageID().endsWith("@xn--mller-kva.example>"), message::toString);
            assertTrue(message.getSentDate() != null, "no date");
            Multipart parts = (Multipart) message.getContent();
            assertTrue(parts.getContentType().startsWith("multipart/alternative"), parts::getContentType);
            assertPart("text/plain", "Schöne Grüße", parts.getBodyPart(0));
            assertPart("text/html", "<p>Schöne Grüße</p>", parts.getBodyPart(1));
        }
    }

    private static void assertPart(String type, String content, BodyPart part) throws MessagingException, IOException {
        assertTrue(part.isMimeType(type), part.getContentType());
        assertTrue(part.getContentType().toLowerCase(Locale.ROOT).contains("charset=utf-8"), part.getContentType());
        assertEquals(content, part.getContent().toString().strip());
    }

    @Test
    void keycloaksOwnMailsAreMarkedAndGetAConnectionEach() throws MessagingException {
        try (SmtpServer smtp = new SmtpServer()) {
            admin().mailServer(smtp.port());
            mail(smtp);
            String user = admin().users("acting", 1).get(0);
            admin().call("PUT", "/users/" + admin().userId(user) + "/execute-actions-email",
                    List.of("UPDATE_PASSWORD"));
            Mail mail = smtp.await(Admin.address(user), 1);
            assertEquals("auto-generated", message(mail).getHeader("Auto-Submitted", null));
            assertEquals(2, smtp.connections());
        }
    }

    @Test
    void mailsThatFollowEachOtherShareAConnectionWithTlsAndAuthentication() {
        try (SmtpServer smtp = SmtpServer.withTls(certificate())) {
            admin().mailServer(smtp.port(), with(LOGIN, "ssl", "true"));
            for (int i = 0; i < 2 * ROUNDS; i++) {
                mail(smtp);
            }
            // more than one only where this machine stood still for seconds
            assertTrue(smtp.connections() <= 3, () -> smtp.connections() + " connections");
            assertEquals(smtp.connections(), smtp.credentials().size());
            Eventually.see(SOON, smtp::open, open -> open == 0);
            assertEquals(smtp.connections(), smtp.farewells());
        }
        assertTrue(metric("kept") >= 2 * ROUNDS - 3, () -> node().metrics());
        assertTrue(metric("opened") >= 1, () -> node().metrics());
        assertFalse(node().log().contains(SmtpServer.PASSWORD));
    }

    @Test
    void startTlsAndATokenAreUsedAsTheRealmSays() {
        try (SmtpServer smtp = SmtpServer.withStartTls(certificate())) {
            admin().call("POST", "/clients", Map.of("clientId", "mailer", "secret", "secret-of-the-mailer",
                    "serviceAccountsEnabled", true, "standardFlowEnabled", false));
            admin().mailServer(smtp.port(), Map.of("starttls", "true", "auth", "true", "authType", "token",
                    "user", SmtpServer.USER, "authTokenClientId", "mailer",
                    "authTokenClientSecret", "secret-of-the-mailer", "authTokenScope", "openid", "authTokenUrl",
                    node().baseUrl() + "/realms/" + REALM + "/protocol/openid-connect/token"));
            mail(smtp);
            String credentials = smtp.credentials().get(0);
            assertTrue(credentials.contains("auth=Bearer ey"), credentials);
            assertFalse(node().log().contains(credentials.replaceAll(".*Bearer |\\x01", "")));
        }
    }

    @Test
    void attack_mailServerWithAnotherCertificate_getsNoMailAndNoPassword() {
        TestCertificate untrusted = new TestCertificate("untrusted");
        try (SmtpServer trusted = SmtpServer.withTls(certificate()); SmtpServer other = SmtpServer.withTls(untrusted);
                SmtpServer start = SmtpServer.withStartTls(untrusted)) {
            admin().mailServer(other.port(), with(LOGIN, "ssl", "true"));
            send("intercepted" + mails++);
            awaitEmptyQueue();
            admin().mailServer(start.port(), with(LOGIN, "starttls", "true"));
            send("intercepted" + mails++);
            awaitEmptyQueue();
            // the certificate names the address alone
            admin().mailServer(trusted.port(), with(with(LOGIN, "ssl", "true"), "host", "localhost"));
            send("intercepted" + mails++);
            awaitEmptyQueue();
            for (SmtpServer smtp : List.of(other, start, trusted)) {
                assertTrue(smtp.connections() > 0, "nothing was tried");
                assertEquals(List.of(), smtp.credentials());
                assertEquals(List.of(), smtp.mails());
            }
        }
    }

    /** As an attacker on the way makes a server look that has TLS: its answer lacks STARTTLS. */
    @Test
    void attack_serverWithoutStartTls_getsNoMailAndNoPassword_whereTheRealmWantsIt() {
        try (SmtpServer stripped = SmtpServer.withoutStartTls(); SmtpServer tls = SmtpServer.withTls(certificate())) {
            admin().mailServer(stripped.port(), with(LOGIN, "starttls", "true"));
            send("stripped" + mails++);
            awaitEmptyQueue();
            assertTrue(stripped.connections() > 0, "nothing was tried");
            assertEquals(List.of(), stripped.credentials());
            assertEquals(List.of(), stripped.mails());
            assertTrue(node().log().contains("STARTTLS is required but host does not support STARTTLS"));
            // both settings: the connection has TLS from the beginning
            admin().mailServer(tls.port(), with(with(LOGIN, "ssl", "true"), "starttls", "true"));
            mail(tls);
        }
    }

    @Test
    void attack_debugOfTheRealmsMailSettings_writesNoMailOfLatchkeyToTheLog() throws MessagingException {
        try (SmtpServer smtp = new SmtpServer()) {
            admin().mailServer(smtp.port(), Map.of("debug", "true"));
            String subject = message(mail(smtp)).getHeader("Subject", null);
            assertFalse(node().log().contains(subject), "a line of the mail is in the log");
            assertFalse(node().log().contains("DEBUG SMTP"), "the mail library traces");
        }
    }

    @Test
    void aServerThatClosesKeptConnectionsLosesNoMailAndGetsNoneTwice() {
        try (SmtpServer smtp = new SmtpServer()) {
            admin().mailServer(smtp.port());
            for (int i = 0; i < ROUNDS; i++) {
                mail(smtp);
                smtp.dropConnections();
            }
            smtp.mailsPerConnection(1);
            for (int i = 0; i < ROUNDS; i++) {
                mail(smtp);
            }
            assertEquals(2 * ROUNDS, smtp.mails().size());
            assertEquals(2 * ROUNDS, smtp.mails().stream().map(Mail::to).distinct().count());
        }
    }

    /** The server may have accepted it: a kept connection must not cause another one. */
    @Test
    void aMailWhoseContentTheServerHasSeenIsNotSentOverAnotherConnection() {
        try (SmtpServer smtp = new SmtpServer()) {
            admin().mailServer(smtp.port());
            mail(smtp);
            smtp.mood(SmtpServer.Mood.MUMBLES);
            Mail unanswered = mail(smtp);
            smtp.mood(SmtpServer.Mood.TAKES);
            awaitEmptyQueue();
            mail(smtp);
            assertEquals(1, smtp.count(unanswered.to()));
        }
    }

    @Test
    void aRecipientWhoIsRefusedIsNotTriedOverAnotherConnection() {
        try (SmtpServer smtp = new SmtpServer()) {
            admin().mailServer(smtp.port());
            mail(smtp);
            smtp.mood(SmtpServer.Mood.REFUSES);
            send("refused" + mails++);
            awaitEmptyQueue();
            assertEquals(1, smtp.connections());
        }
    }

    @Test
    void changedSettingsCloseTheConnectionsThatWereOpenedWithTheOldOnes() {
        try (SmtpServer smtp = new SmtpServer()) {
            admin().mailServer(smtp.port());
            mail(smtp);
            admin().mailServer(smtp.port(), Map.of("from", "other@latchkey.example"));
            Mail mail = mail(smtp);
            assertEquals("other@latchkey.example", mail.from());
            assertEquals(2, smtp.connections());
            Eventually.see(SOON, smtp::open, open -> open <= 1);
        }
    }

    @Test
    void theConsolesTestOfSettingsUsesThemAndKeepsNoConnection() throws MessagingException {
        try (SmtpServer smtp = new SmtpServer(); SmtpServer tried = SmtpServer.withTls(certificate())) {
            admin().mailServer(smtp.port());
            mail(smtp);
            String address = admin().testMailServer(tried.port(), with(LOGIN, "ssl", "true"));
            assertEquals("auto-generated", message(tried.await(address, 1)).getHeader("Auto-Submitted", null));
            // it has said QUIT before the request was answered
            assertEquals(1, tried.farewells());
            admin().testMailServer(smtp.port(), Map.of());
            assertEquals(2, smtp.connections(), "the settings that are in use, tried");
        }
    }

    private static Map<String, String> with(Map<String, String> settings, String name, String value) {
        Map<String, String> all = new HashMap<>(settings);
        all.put(name, value);
        return all;
    }

    private void send(String user) {
        new Probe(node()).ofRealm(REALM).mails(List.of(Admin.address(user)), "Grüße, 你好", "Schöne Grüße",
                "<p>Schöne Grüße</p>");
    }

    /** Sends a mail to another user each time, and awaits it. */
    private Mail mail(SmtpServer smtp) {
        String user = getClass().getSimpleName() + mails++;
        send(user);
        Mail mail = smtp.await(Admin.address(user), 1);
        // the connection is kept once the server's answer has arrived
        awaitEmptyQueue();
        return mail;
    }

    private void awaitEmptyQueue() {
        Eventually.see(SOON, node()::metrics,
                metrics -> metrics.lines().anyMatch("latchkey_mail_queue_used 0.0"::equals));
    }

    private double metric(String kind) {
        String name = "latchkey_mail_connections_total{kind=\"" + kind + "\"} ";
        return node().metrics().lines().filter(line -> line.startsWith(name)).findFirst()
                .map(line -> Double.parseDouble(line.substring(name.length()))).orElse(0.0);
    }

    private static MimeMessage message(Mail mail) throws MessagingException {
        return new MimeMessage(null, new ByteArrayInputStream(mail.data().getBytes(StandardCharsets.ISO_8859_1)));
    }
}
