package dev.latchkey.bench;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

import dev.latchkey.it.kit.Admin;
import dev.latchkey.it.kit.Node;
import dev.latchkey.it.kit.SmtpServer;
import dev.latchkey.quickstart.KeycloakServer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/**
 * Sign-ins a second and processor time of the server by each way to get tokens, from the first page to the token
 * endpoint's answer, with Keycloak's default password hash. All ways run on one server in one run, in blocks that take
 * turns, so that whatever slows the machine down slows all of them. Each round compares a way with the password alone
 * in the same round.
 *
 * <p>System properties: {@code benchmark.database} ({@code dev-file}, which is H2, or {@code postgres}),
 * {@code benchmark.rounds} (3 or more, default 5), {@code benchmark.block} (runs of a way in a round, default 150, at
 * most 200), {@code benchmark.users} (users at a time, with commas, default {@code 1,8,24}), {@code benchmark.warm-up}
 * (rounds before those that count, default 1), {@code benchmark.ways} (so many of the ways, from the first, default
 * all 9).
 */
public final class SignInRates {

    private static final String H2 = "dev-file";
    private static final Duration SLOW_MAIL = Duration.ofMillis(300);
    /** Keycloak's defaults, which the test kit lowers. */
    private static final Map<String, String> ARGON2 = Map.of(
            "spi-password-hashing--argon2--iterations", "5", "spi-password-hashing--argon2--memory", "7168");

    private final String database = System.getProperty("benchmark.database", H2);
    private final int rounds = Integer.getInteger("benchmark.rounds", 5);
    private final int block = Integer.getInteger("benchmark.block", 150);
    private final String users = System.getProperty("benchmark.users", "1,8,24");
    private final int warmUp = Integer.getInteger("benchmark.warm-up", 1);
    private final int compared = Integer.getInteger("benchmark.ways", 9);
    private final SmtpServer smtp = new SmtpServer();
    private final Node node = new Node(database, "sign-in-rates-" + database, Map.of());
    private final Map<SignInWay, AtomicInteger> next = new LinkedHashMap<>();

    private SignInRates() {
    }

    /**
     * Runs the comparison and prints it.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        SignInRates rates = new SignInRates();
        if (rates.database.equals(H2)) {
            rates.run(server -> { });
            return;
        }
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().setServerConfig("max_connections", "200").start()) {
            rates.run(server -> server.option("db-url", postgres.getJdbcUrl("postgres", "postgres"))
                    .option("db-username", "postgres"));
            TableSizes.print(postgres);
        } catch (IOException | SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void run(Consumer<KeycloakServer.Builder> databaseOptions) {
        try (smtp; node) {
            node.start(databaseOptions.andThen(
                    server -> server.options(ARGON2).env("JAVA_OPTS_APPEND", ServerCpu.JVM_OPTION)));
            Admin admin = node.admin().roomy(smtp.port()).realm(Map.of("passwordPolicy", ""));
            // all apps have one address here
            admin.attributes(Map.of("latchkey.limits.native-ip-minute", "60000"));
            SignInWays ways = new SignInWays(node, admin, smtp);
            SignInWay code = ways.code();
            SignInWay slow = delayed(code);
            for (SignInWay way : List.of(ways.password(), ways.totp(), ways.codeInKeycloaksFlow(), code, slow,
                    ways.trustedDevice(), ways.nativeCode(), ways.secretCode(), ways.refresh())) {
                next.put(way, new AtomicInteger());
            }
            // the two share their users
            next.put(slow, next.get(code));
            next.keySet().retainAll(next.keySet().stream().limit(compared).toList());
            for (int round = 0; round < warmUp; round++) {
                next.keySet().forEach(way -> measure(way, 2));
            }
            Conditions.print("%s, %d rounds of %d runs of each way after %d to warm up, Argon2 as Keycloak sets it"
                    .formatted(database, rounds, block, warmUp));
            for (String number : users.split(",")) {
                compare(Integer.parseInt(number));
            }
        }
    }

    private SignInWay delayed(SignInWay code) {
        return new SignInWay() {
            @Override
            public String name() {
                return code.name() + ", 300 ms a mail";
            }

            @Override
            public void run(int number) {
                code.run(number);
            }

            @Override
            public Duration mailDelay() {
                return SLOW_MAIL;
            }
        };
    }

    private void compare(int threads) {
        Map<SignInWay, List<Block>> blocks = new LinkedHashMap<>();
        List<SignInWay> order = new ArrayList<>(next.keySet());
        for (int round = 0; round < rounds; round++) {
            order.forEach(way -> blocks.computeIfAbsent(way, ignored -> new ArrayList<>()).add(measure(way, threads)));
            // each round begins with another one, since the server gets faster as it warms up
            order.add(order.remove(0));
        }
        print(threads, blocks);
    }

    private Block measure(SignInWay way, int threads) {
        smtp.delay(way.mailDelay());
        Block measured = Block.of(way, next.get(way), block, threads, new ServerCpu(node));
        smtp.delay(Duration.ZERO);
        return measured;
    }

    private void print(int threads, Map<SignInWay, List<Block>> blocks) {
        List<Block> passwords = blocks.get(next.keySet().iterator().next());
        System.out.printf("%d at a time%n%n| way | a second | ratio to the password alone | CPU of 100, s |"
                + " added CPU of 100, s | added without the JVM's compilers, s |%n|---|---|---|---|---|---|%n",
                threads);
        for (SignInWay way : next.keySet()) {
            List<Block> own = blocks.get(way);
            System.out.printf("| %s | %.1f | %s | %.2f | %s | %s |%n", way.name(),
                    own.stream().mapToDouble(Block::rate).average().orElseThrow(),
                    Mean.of(each(i -> own.get(i).rate() / passwords.get(i).rate())),
                    own.stream().mapToDouble(Block::cpuOfHundred).average().orElseThrow(),
                    Mean.of(each(i -> own.get(i).cpuOfHundred() - passwords.get(i).cpuOfHundred())),
                    Mean.of(each(i -> own.get(i).compiledCpuOfHundred() - passwords.get(i).compiledCpuOfHundred())));
        }
        System.out.println();
    }

    private List<Double> each(IntToDoubleFunction ofRound) {
        return IntStream.range(0, rounds).mapToDouble(ofRound).boxed().toList();
    }
}
