package dev.latchkey.bench;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import dev.latchkey.it.kit.Admin;
import dev.latchkey.it.kit.Browser;
import dev.latchkey.it.kit.Node;
import dev.latchkey.it.kit.SmtpServer;
import dev.latchkey.it.kit.TokenClient;
import dev.latchkey.quickstart.KeycloakServer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/**
 * Whether two nodes on one PostgreSQL wait for each other's rows: sign-ins with a mailed code on one node, and on both
 * in turn by user, from one client address, and what the database's sessions do meanwhile, asked every 20 milliseconds.
 * On a machine of few processors the rate of two nodes says nothing; the waits for locks do.
 *
 * <p>System properties: {@code benchmark.rounds} (2 or more, default 5), {@code benchmark.block} (sign-ins of either
 * kind in a round, default 600), {@code benchmark.users} (at a time, default 24), {@code benchmark.warm-up} (sign-ins
 * of either kind before, default 1,200).
 */
public final class TwoNodes {

    private static final String APP = "demo-app";
    /** So many that none gets more than 60 mails an hour. */
    private static final int MAILBOXES = 400;
    private static final String ROOM = "60000";
    private static final long PAUSE_MILLIS = 20;
    private static final String WAITS = "select coalesce(wait_event_type, 'none, it runs'), count(*)"
            + " from pg_stat_activity where datname = 'keycloak' and state = 'active' and pid <> pg_backend_pid()"
            + " group by 1";

    private final int rounds = Integer.getInteger("benchmark.rounds", 5);
    private final int block = Integer.getInteger("benchmark.block", 600);
    private final int users = Integer.getInteger("benchmark.users", 24);
    private final int warmUp = Integer.getInteger("benchmark.warm-up", 1_200);
    private final SmtpServer smtp = new SmtpServer();
    private final List<Node> nodes = List.of(new Node("postgres", "two-nodes-a", Map.of()),
            new Node("postgres", "two-nodes-b", Map.of()));
    private final AtomicInteger next = new AtomicInteger();

    private TwoNodes() {
    }

    /**
     * Runs the comparison and prints it.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().setServerConfig("max_connections", "300").start()) {
            try (Connection connection = postgres.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("create database keycloak");
            }
            new TwoNodes().run(postgres);
        } catch (IOException | SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void run(EmbeddedPostgres postgres) throws SQLException {
        try (smtp) {
            for (Node node : nodes) {
                node.start(server -> clustered(server.option("db-url", postgres.getJdbcUrl("postgres", "keycloak"))));
            }
            Admin admin = nodes.get(0).admin().roomy(smtp.port());
            admin.attributes(Map.of("latchkey.limits.endpoint-ip-five-minutes", ROOM));
            MailedCodes mailboxes = new MailedCodes(admin, smtp, "node", MAILBOXES);
            SignInWay one = way("one node", 1, mailboxes);
            SignInWay both = way("two nodes", 2, mailboxes);
            List<SignInWay> order = new ArrayList<>(List.of(one, both));
            order.forEach(way -> measure(way, warmUp));
            Conditions.print("PostgreSQL, %d rounds of %d sign-ins of either kind after %d to warm up, %d at a time"
                    .formatted(rounds, block, warmUp, users));
            Map<SignInWay, List<Block>> blocks = new LinkedHashMap<>(Map.of(one, new ArrayList<>(), both,
                    new ArrayList<>()));
            Map<SignInWay, Map<String, Long>> waits = Map.of(one, new TreeMap<>(), both, new TreeMap<>());
            for (int round = 0; round < rounds; round++) {
                for (SignInWay way : order) {
                    try (Sampler ignored = new Sampler(postgres, waits.get(way))) {
                        blocks.get(way).add(measure(way, block));
                    }
                }
                order.add(order.remove(0));
            }
            print(blocks.get(one), blocks.get(both));
            waits.forEach((way, seen) -> System.out.printf("%s: what active sessions of the database waited for, in"
                    + " samples: %s%n", way.name(), seen));
        } finally {
            nodes.forEach(Node::close);
        }
    }

    private void clustered(KeycloakServer.Builder server) {
        server.option("cache", "ispn")
                .option("cache-embedded-network-bind-address", "127.0.0.1")
                .option("cache-embedded-network-bind-port", String.valueOf(Node.clusterPort()))
                .option("hostname", nodes.get(0).baseUrl())
                .option("db-username", "postgres")
                .env("JAVA_OPTS_APPEND", ServerCpu.JVM_OPTION + " -Djava.net.preferIPv4Stack=true");
    }

    /** A user stays on the node of the number, as a load balancer with a cookie has it. */
    private SignInWay way(String name, int among, MailedCodes users) {
        List<TokenClient> apps = nodes.stream().map(node -> TokenClient.of(node.baseUrl(), Admin.REALM, APP)).toList();
        return SignInWay.of(name, number -> {
            int node = number % among;
            users.signIn(new Browser(nodes.get(0).baseUrl()).through(nodes.get(node).baseUrl()), APP, apps.get(node),
                    number);
        });
    }

    private Block measure(SignInWay way, int runs) {
        return Block.of(way, next, runs, users, new ServerCpu(nodes.get(0)));
    }

    private void print(List<Block> one, List<Block> both) {
        System.out.printf("sign-ins a second: one node %s, two nodes %s; ratio %s%n",
                Mean.of(one.stream().map(Block::rate).toList()), Mean.of(both.stream().map(Block::rate).toList()),
                Mean.of(IntStream.range(0, rounds).mapToObj(i -> both.get(i).rate() / one.get(i).rate()).toList()));
    }

    /** Asks the database again and again what its sessions wait for, until it is closed. */
    private static final class Sampler implements AutoCloseable {

        private final Thread thread;

        Sampler(EmbeddedPostgres postgres, Map<String, Long> waits) {
            thread = new Thread(() -> {
                try (Connection connection = postgres.getDatabase("postgres", "keycloak").getConnection();
                        Statement statement = connection.createStatement()) {
                    while (!Thread.currentThread().isInterrupted()) {
                        waits.merge("samples taken", 1L, Long::sum);
                        try (ResultSet rows = statement.executeQuery(WAITS)) {
                            while (rows.next()) {
                                waits.merge(rows.getString(1), rows.getLong(2), Long::sum);
                            }
                        }
                        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            thread.start();
        }

        @Override
        public void close() {
            thread.interrupt();
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
