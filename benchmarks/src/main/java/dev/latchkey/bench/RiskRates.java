package dev.latchkey.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.it.kit.Admin;
import dev.latchkey.it.kit.Browser;
import dev.latchkey.it.kit.Node;
import dev.latchkey.it.kit.SignIn;
import dev.latchkey.it.kit.SmtpServer;
import dev.latchkey.it.kit.TokenClient;
import dev.latchkey.quickstart.KeycloakServer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/**
 * Sign-ins a second and processor time of the server with the password alone, and with the risk step and condition
 * behind it, in blocks that take turns on one server with Keycloak's default password hash. On PostgreSQL once more
 * after the tables of histories were filled, and with the time of an evaluation's two statements beside a small table.
 *
 * <p>System properties: {@code benchmark.database} ({@code dev-file}, which is H2, or {@code postgres}),
 * {@code benchmark.rounds} (default 8), {@code benchmark.block} (sign-ins of a way in a round, default 100),
 * {@code benchmark.users} (users at a time, default 2), {@code benchmark.warm-up} (blocks of each way before, default
 * 3), {@code benchmark.cheap-hash} ({@code true} for Argon2 at its cheapest, so that less hides the added processor
 * time), {@code benchmark.rows} (history rows, default 10,000,000).
 */
public final class RiskRates {

    private static final String H2 = "dev-file";
    private static final int KEPT = 48;
    private static final String WITHOUT = "without-risk";
    private static final String WITH = "with-risk";
    /** Keycloak's defaults, which the test kit lowers. */
    private static final Map<String, String> ARGON2 = Map.of(
            "spi-password-hashing--argon2--iterations", "5", "spi-password-hashing--argon2--memory", "7168");

    private final String database = System.getProperty("benchmark.database", H2);
    private final int rounds = Integer.getInteger("benchmark.rounds", 8);
    private final int block = Integer.getInteger("benchmark.block", 100);
    private final int users = Integer.getInteger("benchmark.users", 2);
    private final int rows = Integer.getInteger("benchmark.rows", 10_000_000);
    private final int warmUp = Integer.getInteger("benchmark.warm-up", 3);
    private final boolean cheapHash = Boolean.getBoolean("benchmark.cheap-hash");
    private final SmtpServer smtp = new SmtpServer();
    private final Node node = new Node(database, "risk-rates-" + database, Map.of());
    private final Map<SignInWay, AtomicInteger> next = new LinkedHashMap<>();

    private RiskRates() {
    }

    /**
     * Runs the comparison and prints it.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        RiskRates rates = new RiskRates();
        if (rates.database.equals(H2)) {
            rates.run(server -> { }, realm -> { });
            return;
        }
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().setServerConfig("max_connections", "200").start()) {
            rates.run(server -> server.option("db-url", postgres.getJdbcUrl("postgres", "postgres"))
                    .option("db-username", "postgres"), realm -> rates.filled(postgres, realm));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void run(Consumer<KeycloakServer.Builder> databaseOptions, Consumer<String> then) {
        try (smtp; node) {
            node.start(databaseOptions.andThen(server -> server.options(cheapHash ? Map.of() : ARGON2)
                    .env("JAVA_OPTS_APPEND", ServerCpu.JVM_OPTION)));
            Admin admin = node.admin().roomy(smtp.port()).realm(Map.of("passwordPolicy", ""));
            app(admin, WITHOUT, flow(admin, WITHOUT));
            app(admin, WITH, withRisk(admin, flow(admin, WITH)));
            for (String app : List.of(WITHOUT, WITH)) {
                next.put(way(app, admin.users(app, KEPT)), new AtomicInteger());
            }
            for (int i = 0; i < warmUp; i++) {
                next.keySet().forEach(this::measure);
            }
            compare("as they are after the warm-up");
            then.accept(admin.realmId());
        }
    }

    private void filled(EmbeddedPostgres postgres, String realm) {
        try {
            RiskRows filled = new RiskRows(postgres, realm, rows);
            filled.fill();
            filled.compare();
            compare("with " + rows + " history rows");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private SignInWay way(String clientId, List<String> names) {
        TokenClient app = TokenClient.of(node.baseUrl(), Admin.REALM, clientId);
        return SignInWay.of(clientId, number -> {
            SignIn signIn = new SignIn(new Browser(node.baseUrl()), names.get(number % KEPT));
            signIn.openFor(clientId);
            signIn.password();
            TokenClient.Grant grant = signIn.tokens(app);
            if (!grant.given()) {
                throw new IllegalStateException("No tokens: " + grant.response().body());
            }
        });
    }

    /** A flow of the cookie, or a sub-flow of the password; returns the name of the sub-flow. */
    private static String flow(Admin admin, String name) {
        admin.call("POST", "/authentication/flows", Map.of("alias", name, "providerId", "basic-flow",
                "topLevel", true, "builtIn", false));
        step(admin, name, "auth-cookie", "ALTERNATIVE");
        String forms = name + "-forms";
        subFlow(admin, name, name, forms, "ALTERNATIVE");
        step(admin, forms, "auth-username-password-form", "REQUIRED");
        return forms;
    }

    /** Refuses what is high, which no sign-in of this run is: each is the evaluation alone. */
    private static String withRisk(Admin admin, String forms) {
        step(admin, forms, "latchkey-risk", "REQUIRED");
        subFlow(admin, WITH, forms, "risky", "CONDITIONAL");
        step(admin, "risky", "latchkey-risk-condition", "REQUIRED");
        String condition = execution(admin, WITH, "providerId", "latchkey-risk-condition").get("id").asText();
        admin.call("POST", "/authentication/executions/" + condition + "/config",
                Map.of("alias", "high", "config", Map.of("level", "high")));
        step(admin, "risky", "deny-access-authenticator", "REQUIRED");
        return forms;
    }

    private static void step(Admin admin, String flow, String provider, String requirement) {
        admin.call("POST", "/authentication/flows/" + flow + "/executions/execution", Map.of("provider", provider));
        require(admin, flow, execution(admin, flow, "providerId", provider), requirement);
    }

    private static void subFlow(Admin admin, String top, String parent, String name, String requirement) {
        admin.call("POST", "/authentication/flows/" + parent + "/executions/flow",
                Map.of("alias", name, "type", "basic-flow", "provider", "", "description", ""));
        require(admin, top, execution(admin, top, "displayName", name), requirement);
    }

    private static void require(Admin admin, String flow, JsonNode execution, String requirement) {
        Map<String, Object> changed = new LinkedHashMap<>();
        execution.properties().forEach(member -> changed.put(member.getKey(), member.getValue()));
        changed.put("requirement", requirement);
        admin.call("PUT", "/authentication/flows/" + flow + "/executions", changed);
    }

    private static JsonNode execution(Admin admin, String flow, String member, String value) {
        for (JsonNode execution : admin.call("GET", "/authentication/flows/" + flow + "/executions", null)) {
            if (execution.path(member).asText().equals(value)) {
                return execution;
            }
        }
        throw new IllegalStateException("No " + value + " in " + flow);
    }

    private static void app(Admin admin, String clientId, String forms) {
        String alias = forms.replace("-forms", "");
        String flow = null;
        for (JsonNode candidate : admin.call("GET", "/authentication/flows", null)) {
            flow = candidate.get("alias").asText().equals(alias) ? candidate.get("id").asText() : flow;
        }
        admin.call("POST", "/clients", Map.of("clientId", clientId, "publicClient", true, "fullScopeAllowed", false,
                "redirectUris", List.of(Browser.CALLBACK), "authenticationFlowBindingOverrides",
                Map.of("browser", flow)));
    }

    private void compare(String state) {
        Conditions.print("%s, histories %s, %d rounds of %d sign-ins each, %d at a time, Argon2 %s"
                .formatted(database, state, rounds, block, users,
                        cheapHash ? "at its cheapest" : "as Keycloak sets it"));
        List<SignInWay> order = new ArrayList<>(next.keySet());
        Map<SignInWay, List<Block>> blocks = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            order.forEach(way -> blocks.computeIfAbsent(way, ignored -> new ArrayList<>()).add(measure(way)));
            // whatever slows the machine down meets either way first as often as second
            order.add(order.remove(0));
        }
        List<SignInWay> ways = List.copyOf(next.keySet());
        List<Block> without = blocks.get(ways.get(0));
        List<Block> with = blocks.get(ways.get(1));
        System.out.printf("sign-ins a second without %s, with %s; ratio %s%n", mean(i -> without.get(i).rate()),
                mean(i -> with.get(i).rate()), mean(i -> with.get(i).rate() / without.get(i).rate()));
        System.out.printf("CPU of 100, s: without %s, with %s; added %s%n", mean(i -> without.get(i).cpuOfHundred()),
                mean(i -> with.get(i).cpuOfHundred()),
                mean(i -> with.get(i).cpuOfHundred() - without.get(i).cpuOfHundred()));
        System.out.printf("added without the JVM's compilers: %s%n",
                mean(i -> with.get(i).compiledCpuOfHundred() - without.get(i).compiledCpuOfHundred()));
        double rateWithout = total(without, Block::rate);
        System.out.printf("load %.1f at the end; CPU ratio %s; all blocks together: ratio %.3f%n%n",
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                mean(i -> with.get(i).cpuOfHundred() / without.get(i).cpuOfHundred()),
                total(with, Block::rate) / rateWithout);
    }

    /** Runs a second over all blocks, of which a slow one weighs more. */
    private static double total(List<Block> blocks, ToDoubleFunction<Block> rate) {
        return blocks.size() / blocks.stream().mapToDouble(each -> 1 / rate.applyAsDouble(each)).sum();
    }

    private Mean mean(IntToDoubleFunction ofRound) {
        return Mean.of(IntStream.range(0, rounds).mapToDouble(ofRound).boxed().toList());
    }

    private Block measure(SignInWay way) {
        return Block.of(way, next.get(way), block, users, new ServerCpu(node));
    }
}
