package dev.latchkey.bench;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntConsumer;

import dev.latchkey.it.kit.Admin;
import dev.latchkey.it.kit.Browser;
import dev.latchkey.it.kit.Burst;
import dev.latchkey.it.kit.Node;
import dev.latchkey.it.kit.SignIn;
import dev.latchkey.it.kit.SmtpServer;
import dev.latchkey.it.kit.TokenClient;
import dev.latchkey.quickstart.KeycloakServer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/**
 * The live heap of a server with Latchkey beside that of one without, each after the same requests to the token
 * endpoint from as many addresses, and as many sign-ins: with Latchkey by password and mailed code on a browser that is
 * trusted from then on, without it by the password. Both on PostgreSQL, so that no rows are kept on the heap by a
 * database within the server.
 *
 * <p>System properties: {@code benchmark.addresses} (default 100,000), {@code benchmark.sign-ins} (default 10,000),
 * {@code benchmark.users} (at a time, default 16).
 */
public final class LiveHeap {

    private static final String POSTGRES = "postgres";
    private static final String APP = "demo-app";
    private static final String HEADER = "X-Forwarded-For";
    /** So many that none gets more than 60 mails an hour, and that a good part of the devices stays. */
    private static final int ACCOUNTS = 400;
    /** Of either kind, before the first measurement: what a server keeps from then on is no cost of a request. */
    private static final int WARM_UP = 200;

    private final int addresses = Integer.getInteger("benchmark.addresses", 100_000);
    private final int signIns = Integer.getInteger("benchmark.sign-ins", 10_000);
    private final int users = Integer.getInteger("benchmark.users", 16);

    private LiveHeap() {
    }

    /**
     * Runs both servers, one after the other, and prints what is on their heaps.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        new LiveHeap().run();
    }

    private void run() {
        Conditions.print("PostgreSQL, heap of 512 MB at most, %d addresses, %d sign-ins, %d at a time"
                .formatted(addresses, signIns, users));
        double with = measure("with Latchkey", new Node(POSTGRES, "live-heap", Map.of()), this::mailedCodes);
        double without = measure("without", Node.withoutLatchkey(POSTGRES, "live-heap-plain"), this::passwords);
        System.out.printf("more with Latchkey: %.1f MB%n", with - without);
    }

    private double measure(String name, Node server, Function<Node, IntConsumer> ways) {
        try (server; EmbeddedPostgres postgres = EmbeddedPostgres.builder().setServerConfig("max_connections", "200")
                .start()) {
            server.start(builder -> options(builder, postgres));
            IntConsumer signIn = ways.apply(server);
            load(server, signIn, 0, WARM_UP, WARM_UP);
            Memory memory = new Memory(server);
            memory.print(name + ", warm");
            load(server, signIn, WARM_UP, addresses, signIns);
            memory.print(name + ", after the run");
            return memory.liveHeap();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void options(KeycloakServer.Builder server, EmbeddedPostgres postgres) {
        server.option("db-url", postgres.getJdbcUrl(POSTGRES, POSTGRES)).option("db-username", POSTGRES)
                .option("proxy-headers", "xforwarded");
    }

    private void load(Node server, IntConsumer signIn, int from, int requests, int signs) {
        TokenClient app = TokenClient.of(server.baseUrl(), Admin.REALM, APP);
        Burst.of(requests, users, number -> {
            int address = from + number;
            TokenClient.Grant refused = app.withHeader(HEADER, "10.%d.%d.%d"
                    .formatted(address >> 16 & 255, address >> 8 & 255, address & 255)).refresh("none");
            if (refused.response().statusCode() != 400) {
                throw new IllegalStateException("Not refused as a token: " + refused.response().body());
            }
            return number;
        });
        Burst.of(signs, users, number -> {
            signIn.accept(from + number);
            return number;
        });
    }

    private IntConsumer mailedCodes(Node server) {
        SmtpServer smtp = new SmtpServer();
        Admin admin = server.admin().roomy(smtp.port()).realm(Map.of("sslRequired", "none"));
        admin.attributes(Map.of("latchkey.limits.endpoint-ip-five-minutes", "60000"));
        MailedCodes accounts = new MailedCodes(admin, smtp, "heap", ACCOUNTS);
        TokenClient app = TokenClient.of(server.baseUrl(), Admin.REALM, APP);
        return number -> accounts.signInAndTrust(new Browser(server.baseUrl()), APP, app, number);
    }

    private IntConsumer passwords(Node server) {
        Admin admin = server.admin().newRealm(Admin.REALM).realm(Map.of("sslRequired", "none"));
        admin.call("POST", "/clients", Map.of("clientId", APP, "publicClient", true,
                "redirectUris", List.of(Browser.CALLBACK)));
        List<String> names = admin.users("heap", ACCOUNTS);
        TokenClient app = TokenClient.of(server.baseUrl(), Admin.REALM, APP);
        return number -> {
            SignIn signIn = new SignIn(new Browser(server.baseUrl()), names.get(number % ACCOUNTS));
            signIn.openFor(APP);
            signIn.password();
            TokenClient.Grant grant = signIn.tokens(app);
            if (!grant.given()) {
                throw new IllegalStateException("No tokens: " + grant.response().body());
            }
        };
    }
}
