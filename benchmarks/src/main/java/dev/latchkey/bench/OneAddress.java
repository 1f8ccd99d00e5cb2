package dev.latchkey.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

import dev.latchkey.it.kit.Admin;
import dev.latchkey.it.kit.Browser;
import dev.latchkey.it.kit.Node;
import dev.latchkey.it.kit.SmtpServer;
import dev.latchkey.it.kit.TokenClient;
import dev.latchkey.quickstart.KeycloakServer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/**
 * Sign-ins a second with a mailed code when all users have one client address, as a company has behind NAT, and when
 * each sign-in has an address of its own, in blocks that take turns on one server. All limits of an address count, with
 * room for the whole run.
 *
 * <p>System properties: {@code benchmark.database} ({@code dev-file}, which is H2, or {@code postgres}),
 * {@code benchmark.rounds} (2 or more, default 10), {@code benchmark.block} (sign-ins of either kind in a round,
 * default 1,000), {@code benchmark.users} (at a time, default 24), {@code benchmark.warm-up} (sign-ins of either kind
 * before, default 1,000).
 */
public final class OneAddress {

    private static final String H2 = "dev-file";
    private static final String APP = "demo-app";
    private static final String HEADER = "X-Forwarded-For";
    private static final String ROOM = "60000";
    /** So many that none gets more than 60 mails an hour. */
    private static final int MAILBOXES = 800;

    private final String database = System.getProperty("benchmark.database", H2);
    private final int rounds = Integer.getInteger("benchmark.rounds", 10);
    private final int block = Integer.getInteger("benchmark.block", 1_000);
    private final int users = Integer.getInteger("benchmark.users", 24);
    private final int warmUp = Integer.getInteger("benchmark.warm-up", 1_000);
    private final SmtpServer smtp = new SmtpServer();
    private final Node node = new Node(database, "one-address-" + database, Map.of());
    private final AtomicInteger next = new AtomicInteger();

    private OneAddress() {
    }

    /**
     * Runs the comparison and prints it.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        OneAddress comparison = new OneAddress();
        if (comparison.database.equals(H2)) {
            comparison.run(server -> { });
            return;
        }
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().setServerConfig("max_connections", "200").start()) {
            comparison.run(server -> server.option("db-url", postgres.getJdbcUrl("postgres", "postgres"))
                    .option("db-username", "postgres"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void run(Consumer<KeycloakServer.Builder> databaseOptions) {
        try (smtp; node) {
            node.start(databaseOptions.andThen(server -> server.option("proxy-headers", "xforwarded")
                    .env("JAVA_OPTS_APPEND", ServerCpu.JVM_OPTION)));
            // Keycloak demands TLS of clients outside the server's own network, and there is none here
            Admin admin = node.admin().roomy(smtp.port()).realm(Map.of("sslRequired", "none"));
            admin.attributes(Map.of("latchkey.limits.endpoint-ip-five-minutes", ROOM));
            MailedCodes mailboxes = new MailedCodes(admin, smtp, "nat", MAILBOXES);
            SignInWay one = way("one address", mailboxes, number -> "203.0.113.7");
            SignInWay own = way("an address each", mailboxes,
                    number -> "10.%d.%d.%d".formatted(number >> 16 & 255, number >> 8 & 255, number & 255));
            List<SignInWay> order = new ArrayList<>(List.of(own, one));
            order.forEach(way -> measure(way, warmUp));
            Conditions.print("%s, %d rounds of %d sign-ins of either kind after %d to warm up, %d at a time"
                    .formatted(database, rounds, block, warmUp, users));
            Map<SignInWay, List<Block>> blocks = new LinkedHashMap<>(Map.of(own, new ArrayList<>(), one,
                    new ArrayList<>()));
            for (int round = 0; round < rounds; round++) {
                order.forEach(way -> blocks.get(way).add(measure(way, block)));
                order.add(order.remove(0));
            }
            print(blocks.get(own), blocks.get(one));
        }
    }

    private SignInWay way(String name, MailedCodes users, IntFunction<String> address) {
        TokenClient app = TokenClient.of(node.baseUrl(), Admin.REALM, APP);
        return SignInWay.of(name, number -> {
            String from = address.apply(number);
            users.signIn(new Browser(node.baseUrl()).header(HEADER, from), APP, app.withHeader(HEADER, from), number);
        });
    }

    private Block measure(SignInWay way, int runs) {
        return Block.of(way, next, runs, users, new ServerCpu(node));
    }

    private void print(List<Block> own, List<Block> one) {
        System.out.printf("sign-ins a second: an address each %s, one address %s; ratio %s%n",
                Mean.of(own.stream().map(Block::rate).toList()), Mean.of(one.stream().map(Block::rate).toList()),
                Mean.of(IntStream.range(0, rounds).mapToObj(i -> one.get(i).rate() / own.get(i).rate()).toList()));
        System.out.printf("CPU of 100, s: an address each %s, one address %s%n",
                Mean.of(own.stream().map(Block::cpuOfHundred).toList()),
                Mean.of(one.stream().map(Block::cpuOfHundred).toList()));
    }
}
