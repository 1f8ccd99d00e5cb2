package dev.latchkey.it.server;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import dev.latchkey.it.kit.Admin;
import dev.latchkey.it.kit.Browser;
import dev.latchkey.it.kit.Node;
import dev.latchkey.it.kit.Page;
import dev.latchkey.it.kit.SignIn;
import dev.latchkey.it.server.probe.ProbeResource;
import dev.latchkey.it.server.probe.ProbeResourceFactory;
import org.keycloak.services.resource.RealmResourceProviderFactory;

/** The test's access to the inside of a server: calls {@link ProbeResource}, a provider that only test servers have. */
public final class Probe {

    private static final String NAME = "/latchkey-probe/";

    private final String baseUrl;
    private final String realm;

    /** @param node a server with the probe */
    public Probe(Node node) {
        this(node.baseUrl(), Admin.REALM);
    }

    private Probe(String baseUrl, String realm) {
        this.baseUrl = baseUrl;
        this.realm = realm;
    }

    /** The same server, called under another realm. */
    Probe ofRealm(String other) {
        return new Probe(baseUrl, other);
    }

    /**
     * @param database Keycloak's name of the database that the server is built for
     * @param name     name of the server, unique in this run
     * @return a server with the probe; not started yet
     */
    public static Node node(String database, String name) {
        return node(database, name, database.equals(Postgres.NAME) ? Postgres.BUILD : Map.of());
    }

    /** The same, built with further options. */
    static Node node(String database, String name, Map<String, String> build) {
        return node(database, name, Map.of(), build);
    }

    /** The same, with further provider jars, by the file name that each gets. */
    static Node node(String database, String name, Map<String, Path> more, Map<String, String> build) {
        Map<String, Path> jars = new HashMap<>(more);
        jars.put("latchkey-probe.jar", jar());
        return new Node(database, name, jars, build);
    }

    /** Answers the challenge of a tab without Keycloak's form handling; returns the result's name. */
    static String verify(SignIn signIn, String code) {
        return verify(signIn.browser(), signIn.tab(), code);
    }

    /** Answers the challenge of a tab on the node that the browser uses; returns the result's name. */
    static String verify(Browser browser, String tab, String code) {
        return call(browser, Admin.REALM, "verify", Map.of("tab", tab, "input", code));
    }

    String take(String key, int count) {
        return call("take", Map.of("key", key, "count", String.valueOf(count)));
    }

    /** Puts a mail to each address into the mail queue. */
    void mails(List<String> to, String subject, String text, String html) {
        call("mails", Map.of("to", String.join(",", to), "subject", subject, "text", text, "html", html));
    }

    /** Takes a permit of each new bucket in many threads at one moment; five an hour are given. */
    List<String> takeNew(int buckets, int threads) {
        return call("take-new", Map.of("buckets", String.valueOf(buckets), "threads", String.valueOf(threads)))
                .lines().toList();
    }

    String charge(String userId, String budget) {
        return call("charge", Map.of("user", userId, "budget", budget));
    }

    /** Spends a refresh token for a client that has authenticated, or has not; returns the result's name. */
    String spend(String tokenId, boolean repeat) {
        return spend(tokenId, repeat, false);
    }

    /** Spends a refresh token in a request that fails afterwards; returns the result's name. */
    String spendInVain(String tokenId) {
        return spend(tokenId, false, true);
    }

    private String spend(String tokenId, boolean repeat, boolean fails) {
        return call("spend", Map.of("token", tokenId, "repeat", String.valueOf(repeat),
                "fails", String.valueOf(fails)));
    }

    /** Records events of subjects, fails this many of the first, and returns the subjects whose events are due next. */
    List<String> turns(List<String> subjects, int failing) {
        return List.of(call("turns", Map.of("subjects", String.join(",", subjects),
                "failing", String.valueOf(failing))).split(","));
    }

    /** Writes values that are too long to every table; returns the columns that have refused them. */
    List<String> columns() {
        return call("columns", Map.of()).lines().toList();
    }

    /** Writes a row to every table but that of the report of risk; returns the number of the realm's rows in each. */
    Map<String, Integer> fill() {
        return counts(call("fill", Map.of()));
    }

    /** Returns the number of rows that a realm has in each table of Latchkey's entities. */
    Map<String, Integer> tables(String realmId) {
        return counts(call("tables", Map.of("realm", realmId)));
    }

    private static Map<String, Integer> counts(String lines) {
        return lines.lines().map(line -> line.split("\t"))
                .collect(Collectors.toMap(line -> line[0], line -> Integer.valueOf(line[1])));
    }

    /** Runs the purge. */
    public void purge() {
        call("purge", Map.of());
    }

    /** Runs the sweep. */
    public void sweep() {
        call("sweep", Map.of());
    }

    /** Replaces the server's peppers, separated by commas, as its next start would. */
    public void peppers(String peppers, boolean unpepperedRetired) {
        call("peppers", Map.of("peppers", peppers, "retired", String.valueOf(unpepperedRetired)));
    }

    /** Marks a session as one that a secret code without offline access has opened. */
    void openedByCode(String sessionId) {
        call("opened-by-code", Map.of("session", sessionId));
    }

    /**
     * Sets the server's clock ahead of the real one.
     *
     * @param seconds how far; 0 for the real time
     */
    public void clock(int seconds) {
        call("clock", Map.of("seconds", String.valueOf(seconds)));
    }

    /** Stops the server's clock at a time, in milliseconds; see {@link StoppedClocks}. */
    public void stopClock(long at) {
        call("stopped-clock", Map.of("at", String.valueOf(at)));
    }

    /** Starts the server's clock again. */
    public void startClock() {
        call("stopped-clock", Map.of());
    }

    /** The class file of the server's class that reads the time, in Base64. */
    public String timeClass() {
        return call("time-class", Map.of());
    }

    /** Queries the database; one line a row. */
    public List<String> sql(String query) {
        String rows = call("sql", Map.of("query", query));
        return rows.isEmpty() ? List.of() : rows.lines().toList();
    }

    public int number(String query) {
        return Integer.parseInt(sql(query).get(0));
    }

    private String call(String operation, Map<String, String> fields) {
        return call(new Browser(baseUrl), realm, operation, fields);
    }

    private static String call(Browser browser, String realm, String operation, Map<String, String> fields) {
        Page answer = browser.post("/realms/" + realm + NAME + operation, fields);
        if (answer.status() >= 300) {
            throw new IllegalStateException(operation + ": " + answer.status() + " " + answer.text());
        }
        return answer.body();
    }

    private static Path jar() {
        return ProviderJar.of("latchkey-probe.jar",
                Map.of(RealmResourceProviderFactory.class, ProbeResourceFactory.class));
    }
}
