package dev.latchkey.it.server.walk;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.it.kit.Admin;
import dev.latchkey.it.kit.Mail;
import dev.latchkey.it.kit.Node;
import dev.latchkey.it.kit.SmtpServer;
import dev.latchkey.it.kit.StoppableClock;
import dev.latchkey.it.kit.TokenClient;
import dev.latchkey.it.server.Postgres;
import dev.latchkey.it.server.Probe;

/** Two nodes on one PostgreSQL, with clocks that stand, and what all walks on them share. */
public final class Nodes {

    private static final String HMAC = "hmac-generated";
    private static final int PHASES = 3;
    /** A request of a user in this table fails when its event is stored, before its transaction is committed. */
    private static final List<String> FAILURES = List.of(
            "create table if not exists WALK_FAILURE (USER_ID varchar(36))",
            "create or replace function WALK_FAIL() returns trigger as $$ begin"
                    + " if exists (select 1 from WALK_FAILURE where USER_ID = new.USER_ID) then"
                    + " raise exception 'as the walk has asked for'; end if; return new; end $$ language plpgsql",
            "drop trigger if exists WALK_FAILS on EVENT_ENTITY",
            "create trigger WALK_FAILS before insert on EVENT_ENTITY for each row"
                    + " when (new.TYPE in ('REFRESH_TOKEN', 'CODE_TO_TOKEN', 'LOGIN')) execute function WALK_FAIL()");

    private final List<Node> nodes;
    private final SmtpServer smtp;
    private final String database;
    private final List<String> peppers;
    private final BiConsumer<Integer, String> start;
    private final Admin admin;
    private final String secret;
    private final int[] phase = {0, 1};
    private final List<String> passiveKeys = new ArrayList<>();
    private long now = System.currentTimeMillis();
    private long pepperSignedUntil;
    private long realmKeySignedUntil;
    private long retiredUntil;
    private long deletedUntil;
    private int keys = 200;

    /**
     * @param nodes    both nodes, running
     * @param smtp     the mail server of the realm
     * @param database name of their database
     * @param peppers  the two peppers that both know; the first signs on the first node, the second on the second
     * @param start    starts the node with this number, from 0, with these peppers, and waits until it has joined
     */
    public Nodes(List<Node> nodes, SmtpServer smtp, String database, List<String> peppers,
            BiConsumer<Integer, String> start) {
        this.nodes = nodes;
        this.smtp = smtp;
        this.database = database;
        this.peppers = peppers;
        this.start = start;
        this.admin = nodes.get(0).admin();
        FAILURES.forEach(sql -> Postgres.change(database, sql));
        JsonNode types = admin.call("GET", "/events/config", null);
        List<String> stored = new ArrayList<>(List.of("REFRESH_TOKEN"));
        types.get("enabledEventTypes").forEach(type -> stored.add(type.asText()));
        admin.realm(Map.of("enabledEventTypes", stored.stream().distinct().toList()));
        admin.attributes(Map.of("latchkey.limits.secret-code-ip-minute", "60000"));
        String id = admin.call("GET", "/clients?clientId=" + App.CONFIDENTIAL.clientId(), null).get(0).get("id")
                .asText();
        secret = admin.call("POST", "/clients/" + id + "/client-secret", null).get("value").asText();
        nodes.forEach(this::stopClock);
    }

    /** Lets the clocks run again, and makes both nodes sign with the peppers that they were started with. */
    public void letGo() {
        for (int node = 0; node < nodes.size(); node++) {
            phase[node] = node;
            probe(node).peppers(peppers(node), false);
            probe(node).startClock();
        }
        // permits that were taken at a time that is in the future again
        change("delete from LATCHKEY_RATE_LIMIT");
        FAILURES.stream().filter(sql -> sql.startsWith("drop")).forEach(sql -> Postgres.change(database, sql));
    }

    private void stopClock(Node node) {
        Probe probe = new Probe(node);
        StoppableClock.install(node.pid(), Base64.getDecoder().decode(probe.timeClass()));
        probe.stopClock(now);
    }

    String url(At at) {
        return nodes.get(at.node()).baseUrl();
    }

    Probe probe(int node) {
        return new Probe(nodes.get(node));
    }

    Admin admin() {
        return admin;
    }

    String secret() {
        return secret;
    }

    TokenClient client(App app, At at) {
        TokenClient client = TokenClient.of(url(at), Admin.REALM, app.clientId());
        return app == App.CONFIDENTIAL ? client.withSecret(secret) : client;
    }

    long now() {
        return now;
    }

    void pass(Duration time) {
        now += time.toMillis();
        for (int node = 0; node < nodes.size(); node++) {
            probe(node).stopClock(now);
        }
    }

    void change(String sql) {
        Postgres.change(database, sql);
    }

    Mail mail(String user, int number) {
        return smtp.await(Admin.address(user), number);
    }

    /**
     * Stops a node and starts it again. Until it has joined the other one, the clocks of both run: the nodes find each
     * other by rows in the database, and one with a clock that is far ahead takes the other's row for a dead node's.
     */
    void restart(int node) {
        int other = 1 - node;
        nodes.get(node).stop();
        probe(other).startClock();
        start.accept(node, peppers(node));
        probe(other).stopClock(now);
        stopClock(nodes.get(node));
    }

    /**
     * Takes the next step of the rotation of peppers, by the operators' guide: on the node that is behind, or on the
     * second one.
     */
    void nextPepper() {
        int node = phase[0] < phase[1] ? 0 : 1;
        phase[node]++;
        probe(node).peppers(peppers(node), false);
        if (phase[node] % PHASES == 1 && phase[0] == phase[1]) {
            pepperSignedUntil = now;
        }
        if (phase[node] % PHASES == 2) {
            retiredUntil = Math.max(retiredUntil, pepperSignedUntil);
        }
    }

    private String peppers(int node) {
        int first = phase[node] / PHASES;
        return switch (phase[node] % PHASES) {
            case 0 -> pepper(first) + "," + pepper(first + 1);
            case 1 -> pepper(first + 1) + "," + pepper(first);
            default -> pepper(first + 1);
        };
    }

    private String pepper(int number) {
        return number < peppers.size() ? peppers.get(number) : "a-pepper-of-the-walk-with-the-number-" + number;
    }

    /** Adds a key of the realm that signs from now on, and makes the others passive. */
    void nextRealmKey() {
        List<JsonNode> before = new ArrayList<>();
        for (JsonNode key : admin.call("GET", "/components?type=org.keycloak.keys.KeyProvider", null)) {
            if (key.get("providerId").asText().equals(HMAC)
                    && key.path("config").path("algorithm").path(0).asText().equals("HS512")) {
                before.add(key);
            }
        }
        admin.call("POST", "/components", Map.of("name", "hs512-" + ++keys, "providerId", HMAC,
                "providerType", "org.keycloak.keys.KeyProvider", "config",
                Map.of("algorithm", List.of("HS512"), "priority", List.of(String.valueOf(keys)))));
        for (JsonNode key : before) {
            String id = key.get("id").asText();
            if (!passiveKeys.contains(id)) {
                ((ObjectNode) key.get("config")).putArray("active").add("false");
                admin.call("PUT", "/components/" + id, key);
                passiveKeys.add(id);
            }
        }
        realmKeySignedUntil = now;
    }

    /** Deletes the passive keys of the realm. */
    void deletePassiveKeys() {
        if (!passiveKeys.isEmpty()) {
            deletedUntil = realmKeySignedUntil;
            retiredUntil = Math.max(retiredUntil, deletedUntil);
        }
        passiveKeys.forEach(id -> admin.call("DELETE", "/components/" + id, null));
        passiveKeys.clear();
    }

    /** Until when a pepper or key of the realm has signed that a node no longer knows. */
    long retiredUntil() {
        return retiredUntil;
    }

    /** Until when a key of the realm has signed that is deleted. */
    long deletedUntil() {
        return deletedUntil;
    }
}
