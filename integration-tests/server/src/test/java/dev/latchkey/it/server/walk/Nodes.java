package dev.latchkey.it.server.walk;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.it.kit.Admin;
import dev.latchkey.it.kit.Mail;
import dev.latchkey.it.kit.Node;
import dev.latchkey.it.kit.RealmKeys;
import dev.latchkey.it.kit.SmtpServer;
import dev.latchkey.it.kit.StoppableClock;
import dev.latchkey.it.kit.TokenClient;
import dev.latchkey.it.server.Postgres;
import dev.latchkey.it.server.Probe;

/** Two nodes on one PostgreSQL, with clocks that stand, and what all walks on them share. */
public final class Nodes {

    private static final int PHASES = 3;
    private static final String EVENT_TYPES = "enabledEventTypes";
    private static final String CODES_A_MINUTE = "latchkey.limits.secret-code-ip-minute";
    /** A request of a user in this table fails when its event is stored, before its transaction is committed. */
    private static final List<String> FAILURES = List.of(
            "create table if not exists WALK_FAILURE (USER_ID varchar(36))",
            "create or replace function WALK_FAIL() returns trigger as $$ begin"
                    + " if exists (select 1 from WALK_FAILURE where USER_ID = new.USER_ID) then"
                    + " raise exception 'as the walk has asked for'; end if; return new; end $$ language plpgsql",
            "drop trigger if exists WALK_FAILS on EVENT_ENTITY",
            "create trigger WALK_FAILS before insert on EVENT_ENTITY for each row"
                    + " when (new.TYPE in ('REFRESH_TOKEN', 'CODE_TO_TOKEN', 'LOGIN')) execute function WALK_FAIL()");
    private static final List<String> NO_FAILURES = List.of("drop trigger if exists WALK_FAILS on EVENT_ENTITY",
            "drop function WALK_FAIL", "drop table WALK_FAILURE");

    private final List<Node> nodes;
    private final SmtpServer smtp;
    private final String database;
    private final List<String> peppers;
    private final BiConsumer<Integer, String> start;
    private final Admin admin;
    private final List<String> eventTypes = new ArrayList<>();
    private final String codesAMinute;
    private final RealmKeys realmKeys;
    private final String secret;
    private final int[] phase = {0, 1};
    private final List<ObjectNode> passiveKeys = new ArrayList<>();
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
        admin.call("GET", "/events/config", null).get(EVENT_TYPES).forEach(type -> eventTypes.add(type.asText()));
        admin.realm(Map.of(EVENT_TYPES,
                Stream.concat(eventTypes.stream(), Stream.of("REFRESH_TOKEN")).distinct().toList()));
        codesAMinute = admin.call("GET", "", null).get("attributes").path(CODES_A_MINUTE).asText("");
        admin.attributes(Map.of(CODES_A_MINUTE, "60000"));
        realmKeys = new RealmKeys(admin, () -> { });
        String id = admin.call("GET", "/clients?clientId=" + App.CONFIDENTIAL.clientId(), null).get(0).get("id")
                .asText();
        secret = admin.call("GET", "/clients/" + id + "/client-secret", null).get("value").asText();
        nodes.forEach(this::stopClock);
    }

    /**
     * Lets the clocks run again, makes both nodes sign with the peppers that they were started with, and restores the
     * settings of the realm. Keys of the realm that the walks have added or deleted stay so.
     */
    public void letGo() {
        for (int node = 0; node < nodes.size(); node++) {
            phase[node] = node;
            probe(node).peppers(peppers(node), false);
            probe(node).startClock();
        }
        // permits that were taken at a time that is in the future again
        change("delete from LATCHKEY_RATE_LIMIT");
        NO_FAILURES.forEach(this::change);
        admin.attributes(Map.of(CODES_A_MINUTE, codesAMinute));
        admin.realm(Map.of(EVENT_TYPES, eventTypes));
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
        List<ObjectNode> before = realmKeys.all().stream().filter(key ->
                passiveKeys.stream().noneMatch(passive -> passive.get("id").equals(key.get("id")))).toList();
        realmKeys.add(++keys);
        realmKeys.makePassive(before);
        passiveKeys.addAll(before);
        realmKeySignedUntil = now;
    }

    /** Deletes the passive keys of the realm. */
    void deletePassiveKeys() {
        if (!passiveKeys.isEmpty()) {
            deletedUntil = realmKeySignedUntil;
            retiredUntil = Math.max(retiredUntil, deletedUntil);
        }
        realmKeys.delete(passiveKeys);
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
