package dev.latchkey.it.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import dev.latchkey.geoip.GeoIpFileWriter;
import dev.latchkey.it.kit.Admin;
import dev.latchkey.it.kit.Browser;
import dev.latchkey.it.kit.Distributions;
import dev.latchkey.it.kit.Eventually;
import dev.latchkey.it.kit.Mail;
import dev.latchkey.it.kit.Node;
import dev.latchkey.it.kit.SignIn;
import dev.latchkey.it.kit.SmtpServer;
import dev.latchkey.it.kit.TestCertificate;
import dev.latchkey.it.kit.TraceReceiver;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What an operator sees of one sign-in: metrics at the management port, traces, and the location of an address. The
 * server is built with Latchkey's own e-mail sender, and without Keycloak's organizations, which Latchkey does not
 * need.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MetersIT extends SmtpSenderScenarios {

    /** With a token where an organization's invitation has one. */
    private static final String SIGN_UP = "/realms/" + Admin.REALM + "/protocol/openid-connect/registrations"
            + "?client_id=demo-app&response_type=code&scope=openid&redirect_uri=http%3A%2F%2F127.0.0.1%2Fcallback"
            + "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256&token=made-up";
    private static final Duration SOON = Duration.ofMinutes(3);

    private final SmtpServer smtp = new SmtpServer();
    private final TraceReceiver traces = new TraceReceiver();
    private final TestCertificate certificate = new TestCertificate("meters");
    private final Node node = Probe.node("dev-file", "meters", Map.of("tracing-enabled", "true",
            "features-disabled", "organization", SENDER, "latchkey")).prepared();
    private Mail mail;
    private Mail notification;

    @BeforeAll
    void signInWithACodeAndThenOnTheTrustedDevice() {
        Path places = new GeoIpFileWriter("GeoLite2-City")
                .location("127.0.0.0", 8, Map.of("en", "Berlin <Mitte>"), Map.of("en", "Germany"))
                .to(Distributions.work().resolve("places.mmdb"));
        node.start(server -> server.option("spi-latchkey-places--default--file", places.toString())
                .option("truststore-paths", certificate.file().toString())
                .option("tracing-protocol", "http/protobuf")
                .option("tracing-endpoint", traces.url()));
        Admin admin = node.admin().roomy(smtp.port());
        String user = admin.users("metered", 1).get(0);
        Browser browser = new Browser(node.baseUrl());
        SignIn signIn = SignIn.withPassword(browser, user);
        mail = smtp.await(Admin.address(user), 1);
        signIn.code(mail.wrongCode());
        assertTrue(signIn.codeAndTrust(mail.code()).authorizationCode().isPresent(), signIn.page().text());
        notification = smtp.await(Admin.address(user), 2);
        assertTrue(SignIn.withPassword(browser.reopened(), user).page().authorizationCode().isPresent());
        new Probe(node).purge();
    }

    @Override
    Node node() {
        return node;
    }

    @Override
    TestCertificate certificate() {
        return certificate;
    }

    @AfterAll
    void stop() {
        smtp.close();
        node.close();
        traces.close();
    }

    @Test
    void theSignInIsCountedFromItsMailToItsTrustedDevice() {
        assertEquals(1, metric("latchkey_codes_sent_total{channel=\"email\",purpose=\"second_factor\","
                + "realm=\"latchkey\"}"));
        assertEquals(1, metric("latchkey_codes_accepted_total{channel=\"email\",purpose=\"second_factor\","
                + "realm=\"latchkey\"}"));
        assertEquals(1, metric("latchkey_codes_refused_total{channel=\"email\",purpose=\"second_factor\","
                + "realm=\"latchkey\",reason=\"wrong_code\"}"));
        assertEquals(1, metric("latchkey_devices_trusted_total{realm=\"latchkey\"}"));
        assertEquals(1, metric("latchkey_devices_used_total{realm=\"latchkey\"}"));
        Eventually.see(SOON, () -> metric("latchkey_mail_delivery_seconds_count{channel=\"email\",outcome=\"sent\","
                + "realm=\"latchkey\"}"), sent -> sent >= 1);
        Eventually.see(SOON, () -> metric("latchkey_mail_queue_used"), waiting -> waiting == 0);
        assertEquals(1, metric("latchkey_purge_run_seconds_count"));
        assertEquals(0, metric("latchkey_purge_rows_total{purge=\"latchkey-trusted-device\"}"));
    }

    /** The demo realm's flow has the risk step; the first sign-in of an account has nothing to be compared with. */
    @Test
    void theRiskOfSignInsIsCountedByItsLevelAndItsWeightiestReason() {
        assertTrue(metric("latchkey_risk_levels_total{level=\"medium\",realm=\"latchkey\"}") >= 1);
        assertTrue(metric("latchkey_risk_reasons_total{realm=\"latchkey\",reason=\"young-account\"}") >= 1);
    }

    @Test
    void mailsStateTheLocationFromTheOperatorsFile() {
        assertTrue(mail.text().contains("Place (roughly): Berlin <Mitte>, Germany"), mail.text());
        assertTrue(notification.text().contains("is now trusted"), notification.text());
        assertTrue(notification.text().contains("Place (roughly): Berlin <Mitte>, Germany"), notification.text());
    }

    @Test
    void spansArriveAsTheDocsNameThemAndHoldNoSecret() {
        // as a mail scanner does
        new Browser(node.baseUrl()).get(mail.link());
        Eventually.see(SOON, traces::all, exported -> exported.contains("/latchkey-otp/links"));
        for (String span : List.of("EmailOtpProvider.send", "EmailOtpProvider.verify",
                "DeviceTrustProvider.recognise")) {
            Eventually.see(SOON, traces::all, exported -> exported.contains(span));
        }
        String exported = traces.all();
        assertTrue(exported.contains("wrong_code"), "the event of the wrong code stands in its span");
        assertFalse(exported.contains(Admin.USER_PASSWORD), "the traces hold a password");
        // Keycloak's span of a request holds its query, and of a mailed link's that is the token: the docs say so
        assertFalse(exported.replaceAll("url[.]query(?s:.{1,8})token=[A-Za-z0-9_-]+", "").contains(mail.token()),
                "the traces hold the link's token elsewhere too");
        for (String secret : List.of(mail.code(), mail.wrongCode())) {
            // an id may contain the same six characters by chance
            assertFalse(Pattern.compile("(?<!\\w)" + Pattern.quote(secret) + "(?!\\w)").matcher(exported).find(),
                    () -> "the traces hold " + secret);
        }
    }

    @Test
    void noSecurityHookIsMissing() {
        assertEquals(0, metric("latchkey_hooks_missing"));
        String readiness = node.readiness().replaceAll("\\s", "");
        assertTrue(readiness.contains("{\"name\":\"Latchkeysecurityhooks\",\"status\":\"UP\"}"), readiness);
    }

    @Test
    void aRefusedDemandIsCountedByItsLimit() {
        Probe probe = new Probe(node);
        assertEquals("Admitted", probe.take("metered", 1));
        assertEquals("Refused", probe.take("metered", 1));
        assertEquals(1, metric("latchkey_limits_hit_total{limit=\"probe\"}"));
    }

    @Test
    void withoutKeycloaksOrganizationsASignUpWorksAndThereAreNoInvitations() {
        String name = "no-organizations";
        SignIn signUp = new SignIn(new Browser(node.baseUrl()), name);
        signUp.open(SIGN_UP);
        signUp.submit("kc-register-form", Map.of("username", name, "email", Admin.address(name), "firstName", "Nora",
                "lastName", "New", "password", Admin.USER_PASSWORD, "password-confirm", Admin.USER_PASSWORD));
        assertTrue(signUp.page().asksForCode(), signUp.page().text());
        signUp.code(smtp.await(Admin.address(name), 1).code());

        assertTrue(signUp.page().authorizationCode().isPresent(), signUp.page().text());
        assertThrows(IllegalStateException.class, () -> node.admin().call("GET", "/organizations", null));
    }

    private double metric(String name) {
        return node.metrics().lines().filter(line -> line.startsWith(name + ' ')).findFirst()
                // an example of a trace may follow
                .map(line -> Double.parseDouble(line.substring(name.length() + 1).split(" ")[0]))
                .orElseThrow(() -> new AssertionError("No " + name + " in:\n" + node.metrics()));
    }
}
