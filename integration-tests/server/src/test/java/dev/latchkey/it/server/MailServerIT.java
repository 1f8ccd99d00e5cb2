package dev.latchkey.it.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import dev.latchkey.geoip.GeoIpFileWriter;
import dev.latchkey.it.kit.Admin;
import dev.latchkey.it.kit.Browser;
import dev.latchkey.it.kit.Burst;
import dev.latchkey.it.kit.Distributions;
import dev.latchkey.it.kit.Eventually;
import dev.latchkey.it.kit.Mail;
import dev.latchkey.it.kit.Node;
import dev.latchkey.it.kit.Page;
import dev.latchkey.it.kit.SignIn;
import dev.latchkey.it.kit.SmtpServer;
import dev.latchkey.it.kit.TokenClient;
import dev.latchkey.quickstart.KeycloakServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Mail servers that are slow, refuse or hang, and a Keycloak that stops while mails wait. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MailServerIT {

    private static final int QUEUE = 250;
    private static final int FLOOD = QUEUE + 20;
    private static final int BURST = 200;
    /** More than there are workers: some mails begin to leave only when the server is stopping already. */
    private static final int DRAINED = 40;
    private static final Duration SOON = Duration.ofMinutes(3);
    private static final String DELAYED = "The email is delayed";
    private static final String BUSY = "We cannot send emails right now";

    private final SmtpServer smtp = new SmtpServer();
    private final Node node = Probe.node("dev-file", "mail-server").prepared();
    private final Probe probe = new Probe(node);
    private Admin admin;

    @BeforeAll
    void start() {
        node.start(MailServerIT::smallQueue);
        admin = node.admin().roomy(smtp.port());
    }

    @AfterAll
    void stop() {
        smtp.close();
        node.close();
    }

    @BeforeEach
    void cheerUp() {
        smtp.release();
        smtp.mood(SmtpServer.Mood.TAKES);
        smtp.delay(Duration.ZERO);
        smtp.forgetMostAtOnce();
    }

    @Test
    void aDamagedPlaceFileCostsOneWarningAndNoSignIn() {
        SignIn signIn = signIn("unplaced");
        Mail mail = smtp.await(Admin.address(signIn.user()), 1);
        assertTrue(mail.text().contains("IP address: 127.0.0.1"), mail.text());
        assertFalse(mail.text().contains("Place"), mail.text());
        assertTrue(signIn.code(mail.code()).authorizationCode().isPresent());
        assertEquals(node.log().lines().filter(line -> line.contains("Latchkey") && line.contains("pepper")).count(),
                node.log().lines().filter(line -> line.contains("damaged.mmdb cannot be used")).count(),
                "one warning a start");
    }

    @Test
    void thePageDoesNotWaitForASlowServer() {
        smtp.hold();
        SignIn signIn = signIn("slow");
        assertTrue(signIn.page().asksForCode());
        assertEquals(0, smtp.count(Admin.address(signIn.user())));
        smtp.release();
        String code = smtp.await(Admin.address(signIn.user()), 1).code();
        assertTrue(signIn.code(code).authorizationCode().isPresent());
    }

    @Test
    void whenTheServerIsDownThePageReportsItAndAResendIsFree() {
        smtp.close();
        SignIn signIn = signIn("deaf");
        Eventually.see(SOON, signIn::look, page -> page.text().contains(DELAYED));
        smtp.start();
        resendAndSignIn(signIn);
    }

    @Test
    void whenTheServerRefusesThePageReportsItAndAResendIsFree() {
        smtp.mood(SmtpServer.Mood.REFUSES);
        SignIn signIn = signIn("refused");
        Eventually.see(SOON, signIn::look, page -> page.text().contains(DELAYED));
        smtp.mood(SmtpServer.Mood.TAKES);
        resendAndSignIn(signIn);
    }

    @Test
    void aMailIsTriedAgainByItself() {
        smtp.close();
        SignIn signIn = signIn("patient");
        Eventually.see(SOON, signIn::look, page -> page.text().contains(DELAYED));
        smtp.start();
        String code = smtp.await(Admin.address(signIn.user()), 1).code();
        Eventually.see(SOON, signIn::look, page -> page.text().contains("We sent you an email"));
        assertTrue(signIn.code(code).authorizationCode().isPresent());
    }

    @Test
    void aMailThatWaitsIsSentThoughAnotherOneWithItsCodeWasAskedFor() {
        smtp.close();
        SignIn signIn = signIn("impatient");
        Eventually.see(SOON, signIn::look, page -> page.text().contains(DELAYED));
        probe.clock(61);
        try {
            signIn.resend();
            smtp.start();
            String user = Admin.address(signIn.user());
            assertEquals(smtp.await(user, 1).code(), smtp.await(user, 2).code());
        } finally {
            probe.clock(0);
        }
    }

    @Test
    void aHangingServerFillsTheQueueAndNothingElse() {
        smtp.mood(SmtpServer.Mood.HANGS);
        int before = smtp.connections();
        long start = System.nanoTime();
        List<String> users = admin.users("flood", FLOOD);
        List<SignIn> all = Burst.of(FLOOD, 8, i -> SignIn.withPassword(new Browser(node.baseUrl()), users.get(i)));
        List<SignIn> refused = all.stream().filter(signIn -> signIn.page().text().contains(BUSY)).toList();
        assertEquals(List.of(), all.stream().filter(signIn -> !refused.contains(signIn)).map(SignIn::page)
                .filter(page -> !page.asksForCode()).toList());
        assertEquals(FLOOD - QUEUE, refused.size());
        int connections = smtp.connections() - before;
        // 32 at most, half as many each time that those are given up, after ten seconds, and one at a time in the end
        long tens = Duration.ofNanos(System.nanoTime() - start).toSeconds() / 10;
        assertTrue(connections <= 2 * 32 + tens, () -> connections + " connections to a server that hangs");
        assertTrue(new SignIn(new Browser(node.baseUrl()), "anybody").open().has("kc-form-login"));
        assertEquals(0, users.stream().filter(user -> smtp.count(Admin.address(user)) > 0).count(), "it hangs still");

        smtp.mood(SmtpServer.Mood.TAKES);
        smtp.close();
        smtp.start();
        Eventually.see(SOON, () -> users.stream().filter(user -> smtp.count(Admin.address(user)) == 1).count(),
                mailed -> mailed == QUEUE);
        SignIn again = refused.get(0);
        Eventually.see(SOON, again::resend, Page::asksForCode);
        String code = smtp.await(Admin.address(again.user()), 1).code();
        assertTrue(again.code(code).authorizationCode().isPresent());
    }

    /** The other realm mails notifications of sign-ins after failures. */
    @Test
    void attack_mailServerOfOneRealmThatHangs_holdsUpNoMailOfAnother() {
        try (SmtpServer good = new SmtpServer()) {
            Admin beside = node.admin().newRealm("beside").mailServer(good.port());
            List<String> neighbours = beside.users("neighbour", 6);
            TokenClient app = TokenClient.of(node.baseUrl(), "beside", "admin-cli");
            smtp.mood(SmtpServer.Mood.HANGS);
            List<String> users = admin.users("hung", 25);
            Burst.of(users.size(), 8, i -> SignIn.withPassword(new Browser(node.baseUrl()), users.get(i)));
            for (String neighbour : neighbours) {
                for (int failure = 0; failure < 3; failure++) {
                    assertFalse(app.password(neighbour, "wrong", "openid").given());
                }
                assertTrue(app.password(neighbour, Admin.USER_PASSWORD, "openid").given());
            }
            // half of the time after which a worker gives up on a server that hangs
            Eventually.see(Duration.ofSeconds(5), () -> neighbours.stream()
                    .filter(neighbour -> good.count(Admin.address(neighbour)) == 0).toList(), List::isEmpty);
            assertEquals(0, users.stream().filter(user -> smtp.count(Admin.address(user)) > 0).count(),
                    "it hangs still");
        } finally {
            smtp.mood(SmtpServer.Mood.TAKES);
            smtp.close();
            smtp.start();
        }
    }

    @Test
    void aBacklogOnASlowServerIsHandedOverBySeveralTimesFourWorkers() {
        List<String> users = admin.users("burst", BURST);
        smtp.hold();
        List<SignIn> all = Burst.of(BURST, 8, i -> SignIn.withPassword(new Browser(node.baseUrl()), users.get(i)));
        assertTrue(all.stream().allMatch(signIn -> signIn.page().asksForCode()));
        smtp.delay(Duration.ofMillis(300));
        smtp.release();
        Eventually.see(SOON, () -> users.stream().filter(user -> smtp.count(Admin.address(user)) == 0).count(),
                missing -> missing == 0);
        assertTrue(smtp.mostAtOnce() >= 16, () -> smtp.mostAtOnce() + " at once");
        assertTrue(smtp.mostAtOnce() <= 32, () -> smtp.mostAtOnce() + " at once");
        // the threads end when they have found no mail for ten seconds
        Eventually.see(SOON, node::metrics, metrics -> metrics.lines().anyMatch("latchkey_mail_workers 0.0"::equals));
    }

    @Test
    void aServerThatStopsLetsItsMailsLeaveFirst() {
        // the time in which a server that stops sends its mails is limited
        awaitEmptyQueue();
        smtp.hold();
        List<String> users = admin.users("drained", DRAINED);
        List<SignIn> all =
                Burst.of(DRAINED, 8, i -> SignIn.withPassword(new Browser(node.baseUrl()), users.get(i)));
        assertEquals(List.of(), all.stream().map(SignIn::page).filter(page -> !page.asksForCode()).toList());
        smtp.delay(Duration.ofSeconds(1));
        smtp.release();
        node.stop();
        List<String> others = users.stream().filter(user -> smtp.count(Admin.address(user)) != 1).toList();
        boolean gaveUp = node.log().contains("mails had not left");
        // the other tests need it, whatever this one has found
        node.start(MailServerIT::smallQueue);

        assertEquals(List.of(), others, "not mailed, or twice");
        assertFalse(gaveUp);
        List<String> delivery = users.stream().map(admin::userId)
                .map(id -> probe.sql("select DELIVERY from LATCHKEY_OTP_CHALLENGE where USER_ID = '" + id + "'").get(0))
                .toList();
        assertEquals(Collections.nCopies(DRAINED, "SENT"), delivery);
    }

    private void awaitEmptyQueue() {
        Eventually.see(SOON, node::metrics, metrics -> metrics.lines()
                .anyMatch("latchkey_mail_queue_used 0.0"::equals));
    }

    private SignIn signIn(String prefix) {
        return SignIn.withPassword(new Browser(node.baseUrl()), admin.users(prefix, 1).get(0));
    }

    private void resendAndSignIn(SignIn signIn) {
        assertTrue(signIn.resend().text().contains("We sent the email again"), signIn.page().text());
        String code = smtp.await(Admin.address(signIn.user()), 1).code();
        assertTrue(signIn.code(code).authorizationCode().isPresent(), signIn.page().text());
    }

    private static void smallQueue(KeycloakServer.Builder server) {
        server.option("spi-latchkey-mail--default--queue", String.valueOf(QUEUE))
                .option("spi-latchkey-places--default--file", damagedPlaceFile().toString());
    }

    /** The connection was cut before the answer arrived. */
    private static Path damagedPlaceFile() {
        byte[] whole = new GeoIpFileWriter("GeoLite2-City")
                .location("127.0.0.0", 8, Map.of("en", "Home"), Map.of("en", "Nowhere")).bytes();
        try {
            return Files.write(Distributions.work().resolve("damaged.mmdb"), Arrays.copyOf(whole, whole.length / 2));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
