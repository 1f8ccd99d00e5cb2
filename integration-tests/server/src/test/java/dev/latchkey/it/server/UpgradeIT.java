package dev.latchkey.it.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import dev.latchkey.it.kit.Admin;
import dev.latchkey.it.kit.Browser;
import dev.latchkey.it.kit.Distributions;
import dev.latchkey.it.kit.Eventually;
import dev.latchkey.it.kit.Node;
import dev.latchkey.it.kit.SignIn;
import dev.latchkey.it.kit.SmtpServer;
import dev.latchkey.it.kit.TokenClient;
import dev.latchkey.quickstart.KeycloakServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * From an earlier state of Latchkey to this one and back, on PostgreSQL and the same Keycloak. The earlier states are
 * built from their commits by {@code .ci/upgrade}, which runs this class; without it the class is skipped. The
 * operators' guide has what these tests show as a table.
 */
@EnabledIfSystemProperty(named = UpgradeIT.EARLIER, matches = ".+")
class UpgradeIT {

    /** The directory that has a folder with jar and realm for each earlier state. */
    static final String EARLIER = "latchkey.earlier";

    private static final String FIRST = "1bfffe1";
    private static final String LATER = "930cd14";
    private static final String DEMO_APP = "demo-app";
    private static final Duration SOON = Duration.ofMinutes(2);

    private final SmtpServer smtp = new SmtpServer();
    private String name;
    private Consumer<KeycloakServer.Builder> database;
    private Node one;
    private Node two;

    @AfterEach
    void stop() {
        smtp.close();
        for (Node node : new Node[] {two, one}) {
            if (node != null) {
                node.close();
            }
        }
    }

    @Test
    void from1bfffe1_inPlace_keepsAccountsAndSessions_endsDevicesAndCodes_andBackMailsNoCodes() {
        begin("upgrade_first");
        one = earlier(FIRST, "-one");
        one.start(this::single);
        Admin admin = filled(one);
        CredentialHolder used = new CredentialHolder(one, smtp, "used");
        CredentialHolder away = new CredentialHolder(one, smtp, "away");
        TokenClient.Grant session = session(one, "session");
        one.stop();

        two = Probe.node(Postgres.NAME, name + "-two");
        two.start(this::single);
        // their marks of the password do not have its time
        used.isAskedAgain(two);
        session = app(two).refresh(session.refreshToken());
        assertTrue(session.given(), session::error);
        new SignInsUnderWay(two, two, smtp).goOnAt(two);
        CredentialHolder madeByTheNew = new CredentialHolder(two, smtp, "new");
        madeByTheNew.uses(two);
        two.stop();

        one.start(this::single);
        away.uses(one);
        session = app(one).refresh(session.refreshToken());
        assertTrue(session.given(), session::error);
        SignIn signIn = SignIn.withPassword(new Browser(one.baseUrl()), admin.users("back", 1).get(0));
        assertFalse(signIn.page().asksForCode(), signIn.page().text());
        assertFalse(signIn.page().authorizationCode().isPresent(), signIn.page().text());
    }

    @Test
    void from930cd14_rollingOnTwoNodes_andBack_signsInOnBoth() {
        begin("upgrade_rolling");
        one = earlier(LATER, "-one");
        one.start(this::clustered);
        two = Probe.node(Postgres.NAME, name + "-two");
        filled(one);
        CredentialHolder used = new CredentialHolder(one, smtp, "used");
        CredentialHolder away = new CredentialHolder(one, smtp, "away");
        TokenClient.Grant session = session(one, "session");

        // beside the earlier one, which goes on serving
        SignInsUnderWay before = new SignInsUnderWay(one, one, smtp);
        two.start(this::clustered);
        awaitCluster();
        before.goOnAt(two);
        used.uses(two);
        used.uses(one);
        session = refreshedAtBoth(session);
        new SignInsUnderWay(one, one, smtp).goOnAt(two);
        new SignInsUnderWay(two, two, smtp).goOnAt(one);
        CredentialHolder madeByTheNew = new CredentialHolder(two, smtp, "new");
        madeByTheNew.uses(one);
        madeByTheNew.uses(two);

        // the earlier one ends, and comes back
        one.stop();
        used.uses(two);
        away.uses(two);
        one.start(this::clustered);
        awaitCluster();
        used.uses(one);
        away.uses(one);
        madeByTheNew.uses(one);
        refreshedAtBoth(session);
        two.stop();
        used.uses(one);
        madeByTheNew.uses(one);
        new SignInsUnderWay(one, one, smtp).goOnAt(one);
        assertEquals(0, failures(one), () -> errors(one));
        assertEquals(0, failures(two), () -> errors(two));
    }

    private void begin(String test) {
        name = test;
        database = Postgres.database(test);
    }

    private Node earlier(String state, String suffix) {
        Path folder = Path.of(System.getProperty(EARLIER)).resolve(state);
        Node node = new Node(Postgres.NAME, name + suffix, Map.of(Distributions.LATCHKEY,
                folder.resolve("latchkey.jar")), Postgres.BUILD);
        try {
            Files.copy(folder.resolve("latchkey-realm.json"),
                    node.directory().resolve("data/import/latchkey-realm.json"), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return node;
    }

    private Admin filled(Node node) {
        Admin admin = node.admin().roomy(smtp.port());
        CredentialHolder.allowPhones(admin, 2);
        return admin;
    }

    private TokenClient.Grant session(Node node, String prefix) {
        SignIn signIn = SignIn.withPassword(new Browser(node.baseUrl()), node.admin().users(prefix, 1).get(0));
        signIn.code(smtp.await(Admin.address(signIn.user()), 1).code());
        return signIn.tokens(app(node));
    }

    private TokenClient.Grant refreshedAtBoth(TokenClient.Grant session) {
        TokenClient.Grant grant = session;
        for (Node node : List.of(two, one)) {
            TokenClient.Grant next = app(node).refresh(grant.refreshToken());
            assertTrue(next.given(), next::error);
            // the other node knows that it is spent
            grant = next;
        }
        return grant;
    }

    private static TokenClient app(Node node) {
        return TokenClient.of(node.baseUrl(), Admin.REALM, DEMO_APP);
    }

    private static long failures(Node node) {
        return errors(node).lines().count();
    }

    /** Without those of connections between nodes, of which one has stopped. */
    private static String errors(Node node) {
        return node.log().lines().filter(line -> line.contains(" ERROR ") && !line.contains("[org.jgroups."))
                .collect(Collectors.joining("\n"));
    }

    private void single(KeycloakServer.Builder server) {
        server.option("hostname", one.baseUrl());
        database.accept(server);
    }

    private void clustered(KeycloakServer.Builder server) {
        server.option("cache", "ispn")
                .option("cache-embedded-network-bind-address", "127.0.0.1")
                .option("cache-embedded-network-bind-port", String.valueOf(Node.clusterPort()))
                .option("hostname", one.baseUrl());
        database.accept(server);
    }

    private void awaitCluster() {
        for (Node node : List.of(one, two)) {
            Eventually.see(SOON, () -> node.log().lines()
                    .filter(line -> line.contains("Received new cluster view")).reduce((earlier, later) -> later)
                    .orElse("").contains("] (2) ["), Boolean.TRUE::equals);
        }
    }
}
