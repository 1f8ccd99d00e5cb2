package dev.latchkey.it.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.it.kit.Admin;
import dev.latchkey.it.kit.Browser;
import dev.latchkey.it.kit.Eventually;
import dev.latchkey.it.kit.Node;
import dev.latchkey.it.kit.RealmKeys;
import dev.latchkey.it.kit.SignIn;
import dev.latchkey.it.kit.SmtpServer;
import dev.latchkey.it.kit.WebhookReceiver;
import dev.latchkey.quickstart.KeycloakServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Two nodes on one PostgreSQL and faults in them, while {@link HonestClients} go on working on whichever node serves.
 * None of them has to sign in again or is asked for a second factor again, nothing is accepted twice, and no event is
 * lost. One line of figures is printed for each fault. The last fault is the rotation of the pepper, node by node as
 * the operators' guide describes it; its first phase restarts each node, one of them after it was killed. {@link
 * TwoNodesIT} tests a secret code that is redeemed at both nodes at once.
 *
 * <p>The faults are repeated for as many minutes as the system property {@value #MINUTES} states, and each phase of the
 * rotation restarts the nodes. Without it each fault happens once, and the later phases change running servers.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FaultsIT {

    private static final String MINUTES = "latchkey.faults.minutes";
    private static final int SHORT_SECONDS = 3;
    private static final int LONG_SECONDS = 20;
    /** Well within the ten seconds for which an app may repeat a refresh whose answer was lost. */
    private static final Duration WITHOUT_DATABASE = Duration.ofSeconds(4);
    private static final int SKEW_SECONDS = 90;
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final String DATABASE = "faults";
    private static final String FIRST = "the-first-pepper-of-32-characters-or-more";
    private static final String SECOND = "the-second-pepper-of-32-characters-or-more";
    /** Configures both nodes, one after the other. */
    private static final List<String> PHASES = List.of("none," + FIRST, FIRST + "," + SECOND, SECOND + "," + FIRST,
            SECOND);

    private final int minutes = Integer.getInteger(MINUTES, 0);
    private final Duration each = Duration.ofSeconds(minutes == 0 ? SHORT_SECONDS : LONG_SECONDS);
    private final SmtpServer smtp = new SmtpServer();
    private final WebhookReceiver receiver = new WebhookReceiver();
    private final Consumer<KeycloakServer.Builder> database = Postgres.prepared(DATABASE);
    private final Node one = Probe.node(Postgres.NAME, "faults-one");
    private final Node two = Probe.node(Postgres.NAME, "faults-two");
    private Admin admin;
    private HonestClients clients;
    private int hanging;

    @BeforeAll
    void start() {
        receiver.start();
        one.start(server -> clustered(server, "", false));
        two.start(server -> clustered(server, "", false));
        awaitCluster();
        admin = one.admin().roomy(smtp.port()).webhook(receiver.url());
        CredentialHolder.allowPhones(admin, 2);
        clients = new HonestClients(one, two, smtp, minutes == 0 ? 1 : 3);
    }

    @AfterAll
    void stop() {
        smtp.close();
        two.close();
        one.close();
        receiver.close();
    }

    @Test
    @Order(1)
    void honestClientsGoOnThroughEveryFault() {
        Instant end = Instant.now().plus(Duration.ofMinutes(minutes));
        do {
            during("no fault", () -> pass(each));
            during("mail server hangs", this::mailServerHangs);
            during("webhook receiver fails", this::receiverFails);
            for (Node node : List.of(one, two)) {
                during("clock " + SKEW_SECONDS + " s ahead", () -> clockIsAhead(node));
            }
            during("database stopped", this::databaseStops);
            if (minutes > 0) {
                during("node killed", () -> restart(two, true));
                during("rolling restart", () -> List.of(one, two).forEach(node -> restart(node, false)));
            }
        } while (Instant.now().isBefore(end));
    }

    @Test
    @Order(2)
    void attack_firstPepperNewPepperAndRetiredPepper_rollingOnTwoNodes() {
        CredentialHolder used = new CredentialHolder(one, smtp, "used");
        CredentialHolder unused = new CredentialHolder(one, smtp, "unused");
        CredentialHolder late = new CredentialHolder(one, smtp, "late");
        for (String peppers : PHASES) {
            int phase = PHASES.indexOf(peppers);
            for (Node restarted : List.of(two, one)) {
                boolean killed = phase == 0 && restarted == two;
                during(killed ? "pepper, node killed" : restarts(phase) ? "pepper, rolling restart" : "pepper", () ->
                        rotate(restarted, killed, peppers, phase == PHASES.size() - 1, used));
            }
            if (phase == 2) {
                // for the first time since the server had no pepper, and while the newest pepper signs
                late.uses(one);
            }
        }
        late.uses(two);
        used.uses(one);
        used.isNeverAskedNorCopied(one);

        long before = errors(one);
        unused.isAskedAgain(one);
        unused.isAskedAgain(one);
        // one alarm for the devices and one for the codes, however often they are presented
        assertEquals(2, errors(one) - before);
        // only the user who was away; no credential that was used was ever refused on either node
        assertEquals(0, errors(two));
    }

    @Test
    @Order(3)
    void noEventIsLost() {
        for (String user : clients.users()) {
            String id = admin.userId(user);
            Eventually.see(SOON, () -> {
                Set<String> missing = stored(id);
                WebhookLoad.received(receiver.taken(), id).forEach(missing::remove);
                return missing;
            }, Set::isEmpty);
        }
    }

    /** Comes last: Keycloak's own sessions and refresh tokens end with the key that has signed them. */
    @Test
    @Order(4)
    void attack_realmKeyReplacedMadePassiveAndRemoved_onTwoNodes() {
        CredentialHolder used = new CredentialHolder(one, smtp, "key-used");
        CredentialHolder unused = new CredentialHolder(one, smtp, "key-unused");
        // both nodes know of a change then
        RealmKeys keys = new RealmKeys(admin, () -> two.admin().clearCaches());
        List<ObjectNode> old = keys.all();
        assertEquals(1, old.size());
        keys.add(1000);
        used.uses(one);
        used.uses(two);
        SignInsUnderWay signIns = new SignInsUnderWay(one, two, smtp);
        keys.makePassive(old);
        signIns.goOnAt(two);
        used.uses(two);
        used.uses(one);
        keys.delete(old);
        used.uses(one);
        used.uses(two);
        used.isNeverAskedNorCopied(one);
        unused.isAskedAgain(two);
    }

    private Set<String> stored(String userId) {
        Set<String> ids = new HashSet<>();
        admin.call("GET", "/events?max=100000&user=" + userId, null)
                .forEach(event -> ids.add(event.get("id").asText()));
        return ids;
    }

    private void during(String fault, Runnable work) {
        HonestClients.Figures figures = clients.during(fault, work);
        assertEquals(List.of(), figures.signInAgain(), fault);
        assertEquals(List.of(), figures.askedAgain(), fault);
        assertEquals(List.of(), figures.acceptedTwice(), fault);
        assertTrue(figures.requests() > 0, fault);
    }

    private void mailServerHangs() {
        clients.mailHangs(true);
        smtp.mood(SmtpServer.Mood.HANGS);
        // mails that no client waits for, enough of them for every worker
        admin.users("hanging-" + ++hanging + "-", 8)
                .forEach(user -> SignIn.withPassword(new Browser(two.baseUrl()), user));
        pass(each);
        smtp.mood(SmtpServer.Mood.TAKES);
        clients.mailHangs(false);
    }

    private void receiverFails() {
        receiver.answer(500);
        pass(each);
        receiver.answer(204);
        receiver.hangEvery(2);
        pass(each);
        receiver.hangEvery(0);
    }

    private void clockIsAhead(Node node) {
        Probe probe = new Probe(node);
        clients.clocksDiffer(true);
        probe.clock(SKEW_SECONDS);
        try {
            pass(each);
            probe.purge();
            probe.sweep();
            pass(each);
        } finally {
            probe.clock(0);
            clients.clocksDiffer(false);
        }
    }

    private void databaseStops() {
        pass(Duration.ofSeconds(1));
        Postgres.stop(DATABASE);
        try {
            pass(WITHOUT_DATABASE);
        } finally {
            Postgres.resume(DATABASE);
        }
        pass(each);
    }

    private void restart(Node node, boolean killed) {
        end(node, killed);
        pass(each);
        node.start(server -> clustered(server, "", false));
        awaitCluster();
    }

    private static void end(Node node, boolean killed) {
        if (killed) {
            node.kill();
        } else {
            node.stop();
        }
    }

    private void rotate(Node restarted, boolean killed, String peppers, boolean last, CredentialHolder used) {
        Node other = restarted == one ? two : one;
        SignInsUnderWay signIns = new SignInsUnderWay(other, other, smtp);
        if (restarts(PHASES.indexOf(peppers))) {
            end(restarted, killed);
            // the only running node
            used.uses(other);
            restarted.start(server -> clustered(server, peppers, last));
            awaitCluster();
        } else {
            new Probe(restarted).peppers(peppers, last);
        }
        signIns.goOnAt(restarted);
        used.uses(restarted);
        used.uses(other);
        used.uses(restarted);
    }

    private boolean restarts(int phase) {
        return minutes > 0 || phase == 0;
    }

    private static void pass(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }

    private static long errors(Node node) {
        return node.log().lines().filter(line -> line.contains("ERROR")
                && line.contains("do all nodes have the same spi-latchkey-keys--default--pepper")).count();
    }

    private void clustered(KeycloakServer.Builder server, String peppers, boolean retired) {
        server.option("cache", "ispn")
                .option("cache-embedded-network-bind-address", "127.0.0.1")
                .option("cache-embedded-network-bind-port", String.valueOf(Node.clusterPort()))
                .option("hostname", one.baseUrl())
                .option("proxy-headers", "xforwarded");
        if (!peppers.isEmpty()) {
            server.env("KC_SPI_LATCHKEY_KEYS__DEFAULT__PEPPER", peppers);
        }
        if (retired) {
            server.env("KC_SPI_LATCHKEY_KEYS__DEFAULT__RETIRE_UNPEPPERED", "true");
        }
        database.accept(server);
        WebhookLoad.options(server, receiver);
    }

    private void awaitCluster() {
        for (Node node : List.of(one, two)) {
            Eventually.see(SOON, () -> node.log().lines()
                    .filter(line -> line.contains("Received new cluster view")).reduce((earlier, later) -> later)
                    .orElse("").contains("] (2) ["), Boolean.TRUE::equals);
        }
    }
}
