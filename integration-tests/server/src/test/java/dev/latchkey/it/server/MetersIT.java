package dev.latchkey.it.server;

import java.time.Duration;

import dev.latchkey.it.kit.Admin;
import dev.latchkey.it.kit.Browser;
import dev.latchkey.it.kit.Eventually;
import dev.latchkey.it.kit.Mail;
import dev.latchkey.it.kit.Node;
import dev.latchkey.it.kit.SignIn;
import dev.latchkey.it.kit.SmtpServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What an operator's Prometheus reads from the management port. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MetersIT {

    private static final Duration SOON = Duration.ofSeconds(30);

    private final SmtpServer smtp = new SmtpServer();
    private final Node node = Probe.node("dev-file", "meters");
    private Admin admin;

    @BeforeAll
    void start() {
        node.start(server -> { });
        admin = node.admin().roomy(smtp.port());
    }

    @AfterAll
    void stop() {
        smtp.close();
        node.close();
    }

    @Test
    void aSignInIsCountedFromItsMailToItsTrustedDevice() {
        String user = admin.users("metered", 1).get(0);
        Browser browser = new Browser(node.baseUrl());
        SignIn signIn = SignIn.withPassword(browser, user);
        Mail mail = smtp.await(Admin.address(user), 1);
        signIn.code(mail.wrongCode());
        assertTrue(signIn.codeAndTrust(mail.code()).authorizationCode().isPresent(), signIn.page().text());
        assertTrue(SignIn.withPassword(browser.reopened(), user).page().authorizationCode().isPresent());
        new Probe(node).purge();

        assertEquals(1, metric("latchkey_codes_sent_total{purpose=\"sign_in\",realm=\"latchkey\"}"));
        assertEquals(1, metric("latchkey_codes_accepted_total{purpose=\"sign_in\",realm=\"latchkey\"}"));
        assertEquals(1, metric("latchkey_codes_refused_total{purpose=\"sign_in\",realm=\"latchkey\","
                + "reason=\"wrong_code\"}"));
        assertEquals(1, metric("latchkey_devices_trusted_total{realm=\"latchkey\"}"));
        assertEquals(1, metric("latchkey_devices_used_total{realm=\"latchkey\"}"));
        Eventually.see(SOON, () -> metric("latchkey_mail_delivery_seconds_count{outcome=\"sent\","
                + "realm=\"latchkey\"}"), sent -> sent >= 1);
        Eventually.see(SOON, () -> metric("latchkey_mail_queue_used"), waiting -> waiting == 0);
        assertEquals(1, metric("latchkey_purge_run_seconds_count"));
        assertEquals(0, metric("latchkey_purge_rows_total{purge=\"latchkey-trusted-device\"}"));
    }

    @Test
    void aRefusedDemandIsCountedByItsLimit() {
        Probe probe = new Probe(node);
        assertEquals("Admitted", probe.take("metered", 1));
        assertEquals("Refused", probe.take("metered", 1));
        assertEquals(1, metric("latchkey_limits_hit_total{limit=\"probe\"}"));
    }

    private double metric(String name) {
        return node.metrics().lines().filter(line -> line.startsWith(name + ' ')).findFirst()
                .map(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .orElseThrow(() -> new AssertionError("No " + name + " in:\n" + node.metrics()));
    }
}
