package dev.latchkey.it.flow;

import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.latchkey.common.keys.MacKeys;
import dev.latchkey.common.purge.LatchkeyPurgeTask;
import dev.latchkey.common.purge.LatchkeySweepTask;
import dev.latchkey.common.tx.OwnTransaction;
import dev.latchkey.limit.FairShares;
import dev.latchkey.limit.guard.GuardBudget;
import dev.latchkey.mail.DeliveryStatus;
import dev.latchkey.mail.MailDelivery;
import dev.latchkey.mail.MailQueue;
import dev.latchkey.notification.jpa.SignInMemory;
import dev.latchkey.otp.ChallengeBinding;
import dev.latchkey.otp.ChallengeSecrets;
import dev.latchkey.otp.OtpRequest;
import dev.latchkey.otp.Purpose;
import dev.latchkey.otp.StoredChallenge;
import dev.latchkey.signin.jpa.SignInLeases;
import dev.latchkey.signin.lease.Lease;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.testframework.remote.providers.runonserver.FetchOnServer;
import org.keycloak.testframework.remote.providers.runonserver.RunOnServer;
import org.keycloak.testframework.remote.runonserver.RunOnServerClient;

/** Reads and changes Latchkey's tables on the server. */
final class Rows {

    private static final AtomicInteger BACKUPS = new AtomicInteger();

    private final RunOnServerClient server;

    Rows(RunOnServerClient server) {
        this.server = server;
    }

    /** Mails sent to a user or about to be sent: counted at once, while the mails themselves arrive later. */
    int sends(TestUser person) {
        return challenges("coalesce(sum(SENDS), 0)", "", person);
    }

    int undelivered(TestUser person) {
        writeSent();
        return challenges("count(*)", " and DELIVERY <> 'SENT'", person);
    }

    /** How many of a user's codes the network has reported so. */
    int reported(TestUser person, String status) {
        return challenges("count(*)", " and DELIVERY = '" + status + "'", person);
    }

    /**
     * Codes of a realm that a server may still be asked to deliver, except for verifications. A row goes on saying that
     * it is queued where nothing is sent, such as to a number without an account: once the queue is empty, no row
     * counts.
     */
    int queued(String realmId) {
        return server.fetch(session -> {
            MailQueue queue = session.getProvider(MailQueue.class);
            boolean empty = slots(queue).used() == 0;
            queue.writeSent();
            return empty ? 0 : count("select count(*) from LATCHKEY_OTP_CHALLENGE where REALM_ID = ?"
                    + " and DELIVERY = 'QUEUED' and PURPOSE <> 'verify_email'", realmId).run(session);
        }, Integer.class);
    }

    private static FairShares slots(MailQueue queue) {
        try {
            Field slots = MailQueue.class.getDeclaredField("slots");
            slots.setAccessible(true);
            return (FairShares) slots.get(queue);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Mails of a realm that have not left yet, except for verifications: one that is not needed is never mailed. */
    int underWay(String realmId) {
        writeSent();
        return number("select count(*) from LATCHKEY_OTP_CHALLENGE where REALM_ID = ?"
                + " and DELIVERY in ('QUEUED', 'RETRYING')"
                + " and PURPOSE <> 'verify_email'", realmId);
    }

    /** Has the rows state now which mails have left, as the server does within seconds. */
    void writeSent() {
        server.run(session -> session.getProvider(MailQueue.class).writeSent());
    }

    /** Codes of a user that were accepted, and are used up. */
    int used(TestUser person) {
        return challenges("count(*)", " and USED_AT is not null", person);
    }

    int challenges(TestUser person) {
        return challenges("count(*)", "", person);
    }

    /** Wrong codes that were verified against the user's codes. */
    int attempts(TestUser person) {
        return challenges("coalesce(sum(ATTEMPTS), 0)", "", person);
    }

    /** Failures that the guard has counted for the user or the address. */
    int failures(TestUser person) {
        return ofPerson("select coalesce(sum(FAILURES), 0) from LATCHKEY_ACCOUNT_GUARD where USER_ID in (?, ?)",
                person);
    }

    /** Sets as many failures of a user as disable the second factor until an administrator clears them. */
    void stop(String realmId, TestUser person) {
        String id = person.id();
        server.run(session -> entityManager(session).createNativeQuery("update LATCHKEY_ACCOUNT_GUARD"
                + " set FAILURES = 100 where REALM_ID = ? and USER_ID = ? and BUDGET = 'second_factor'")
                .setParameter(1, realmId).setParameter(2, id).executeUpdate());
    }

    int guards(TestUser person) {
        return number("select count(*) from LATCHKEY_ACCOUNT_GUARD where USER_ID = ?", person.id());
    }

    /** Devices of a user whose trust has ended for this reason. */
    int ended(TestUser person, String reason) {
        return number("select count(*) from LATCHKEY_TRUSTED_DEVICE where END_REASON = '" + reason
                + "' and USER_ID = ?", person.id());
    }

    /** Whether the trust in this device has ended for this reason: 1 or 0. */
    int endedDevices(String id, String reason) {
        return number("select count(*) from LATCHKEY_TRUSTED_DEVICE where END_REASON = '" + reason + "' and ID = ?",
                id);
    }

    /** Devices of a user whose trust has not ended. */
    int trusted(TestUser person) {
        return number("select count(*) from LATCHKEY_TRUSTED_DEVICE where ENDED_AT is null and USER_ID = ?",
                person.id());
    }

    int devices(TestUser person) {
        return number("select count(*) from LATCHKEY_TRUSTED_DEVICE where USER_ID = ?", person.id());
    }

    /** Secret codes of a user that have ended for this reason. */
    int endedCodes(TestUser person, String reason) {
        return number("select count(*) from LATCHKEY_SECRET_CODE where END_REASON = '" + reason
                + "' and USER_ID = ?", person.id());
    }

    /** Whether this secret code has ended for this reason: 1 or 0. */
    int endedCodes(String code, String reason) {
        return number("select count(*) from LATCHKEY_SECRET_CODE where END_REASON = '" + reason + "' and ID = ?",
                code.substring(0, 16));
    }

    /** Secret codes ever issued to a user. */
    int codes(TestUser person) {
        return number("select count(*) from LATCHKEY_SECRET_CODE where USER_ID = ?", person.id());
    }

    /** Sessions that are stored with a user's secret codes. */
    int codeSessions(TestUser person) {
        return number("select count(*) from LATCHKEY_SECRET_CODE_SESSION where USER_ID = ?", person.id());
    }

    /** Stores that a code has opened a session, which lives for an hour. */
    void openedBy(String code, TestUser person, String realmId, String sessionId) {
        long now = server.fetch(session -> Time.currentTimeMillis(), Long.class);
        execute("insert into LATCHKEY_SECRET_CODE_SESSION (ID, REALM_ID, USER_ID, SESSION_ID, CODE_ID, CREATED_AT,"
                + " EXPIRES_AT) values ('" + sessionId + "', '" + realmId + "', '" + person.id() + "', '" + sessionId
                + "', '" + code.substring(0, 16) + "', " + now + ", " + (now + 3_600_000) + ")");
    }

    /** The latest expiry of a session that is stored with a user's secret codes, in epoch milliseconds. */
    long lastCodeSession(TestUser person) {
        String id = person.id();
        return server.fetch(session -> ((Number) entityManager(session).createNativeQuery(
                "select max(EXPIRES_AT) from LATCHKEY_SECRET_CODE_SESSION where USER_ID = ?").setParameter(1, id)
                .getSingleResult()).longValue(), Long.class);
    }

    /** Refresh tokens of a user that were used. */
    int spentTokens(TestUser person) {
        return number("select count(*) from LATCHKEY_SPENT_TOKEN where USER_ID = ?", person.id());
    }

    /** Keeps the user's offline sessions alive as a refresh does, without any token. */
    void useOfflineSession(String realmId, TestUser person) {
        String id = person.id();
        server.run(session -> {
            RealmModel realm = session.realms().getRealm(realmId);
            session.getContext().setRealm(realm);
            session.sessions().getOfflineUserSessionsStream(realm, session.users().getUserById(realm, id))
                    .forEach(used -> {
                        used.setLastSessionRefresh(Time.currentTime());
                        used.getAuthenticatedClientSessions().values()
                                .forEach(client -> client.setTimestamp(Time.currentTime()));
                    });
        });
    }

    void forgetTurns(String realmId) {
        server.run(delete("delete from LATCHKEY_SIGN_IN_TURN where REALM_ID = ?", realmId));
    }

    /** Takes the lease of the sign-in with this root session id and does not release it, as a node that has died. */
    void holdTurn(String realmId, String rootSessionId) {
        server.run(session -> {
            Lease turn = Lease.of(realmId, rootSessionId);
            new SignInLeases(session).take(turn.hash(), realmId, turn.holder(),
                    Time.currentTimeMillis() + Lease.LEASE.toMillis());
        });
    }

    /** Whether sign-up has created a user's account and its address is not verified yet: 1 or 0. */
    int unproven(TestUser person) {
        return number("select count(*) from LATCHKEY_SIGN_UP where USER_ID = ?", person.id());
    }

    /** Number of kinds of devices that a user is known to sign in with. */
    int signIns(TestUser person) {
        return number("select count(*) from LATCHKEY_SIGN_IN_MEMORY where KNOWN and USER_ID = ?", person.id());
    }

    /** Remembers sign-ins of a user from this many kinds of devices, each later than the one before. */
    void signedInFrom(String realmId, TestUser person, int kinds) {
        server.run(signIns(realmId, person.id(), kinds));
    }

    private static RunOnServer signIns(String realmId, String userId, int kinds) {
        return session -> {
            for (int i = 0; i < kinds; i++) {
                long at = Time.currentTimeMillis() + i;
                String kind = "kind " + i;
                OwnTransaction.run(session.getKeycloakSessionFactory(), own ->
                        new SignInMemory(own).signedIn(realmId, userId, kind, at));
            }
        };
    }

    /** Sign-ins and values that are remembered of a user for the risk of the next ones. */
    int riskValues(TestUser person) {
        return number("select count(*) from LATCHKEY_RISK_USER where USER_ID = ?", person.id());
    }

    /** Values of a feature, such as {@code ADDRESS}, that are remembered of a user. */
    int riskValues(TestUser person, String feature) {
        return number("select count(*) from LATCHKEY_RISK_USER where FEATURE = '" + feature + "' and USER_ID = ?",
                person.id());
    }

    /** When a sign-in of a user was remembered last, in epoch milliseconds; 0 for none. */
    long lastRemembered(TestUser person) {
        String id = person.id();
        return server.fetch(session -> ((Number) entityManager(session).createNativeQuery(
                "select coalesce(max(LAST_SEEN), 0) from LATCHKEY_RISK_USER where USER_ID = ?").setParameter(1, id)
                .getSingleResult()).longValue(), Long.class);
    }

    void forgetRates(String realmId) {
        server.run(delete("delete from LATCHKEY_RATE_LIMIT where REALM_ID = ?", realmId));
    }

    /** The newest challenge of a user, also of one who has passed no factor. */
    String challenge(TestUser person) {
        String id = person.id();
        String address = GuardBudget.PASSWORD_RESET.subject(id, person.email());
        return server.fetch(session -> newest(session, id, address)[0], String.class);
    }

    /**
     * The path of the link that the server would derive for a user's newest code as a second factor, whether or not the
     * mail holds one.
     */
    String derivedLink(String realmId, TestUser person) {
        String id = person.id();
        String email = person.email();
        return server.fetch(session -> {
            RealmModel realm = session.realms().getRealm(realmId);
            String[] row = newest(session, id, id);
            ChallengeBinding binding = new ChallengeBinding(realmId, id, MailDelivery.CHANNEL, email,
                    Purpose.SECOND_FACTOR, row[3], 0);
            StoredChallenge linked = new StoredChallenge(row[0], "", row[1], row[2], 6, true, 0, 3, 1, 0, 0, false,
                    DeliveryStatus.SENT, 0, Optional.empty(), false);
            String token = new ChallengeSecrets(session.getProvider(MacKeys.class).ring(realm, "email-otp"),
                    new OtpRequest(realm, binding, true, false, false, "", true, Optional.empty()))
                    .linkToken(linked).orElseThrow();
            return "/realms/" + realm.getName() + "/latchkey-otp/links/" + row[0] + "?token=" + token;
        }, String.class);
    }

    private static String[] newest(KeycloakSession session, String id, String address) {
        Object[] row = (Object[]) entityManager(session).createNativeQuery("select ID, SEED, KEY_ID, SESSION_HASH"
                + " from LATCHKEY_OTP_CHALLENGE where USER_ID in (?, ?) order by CREATED_AT desc"
                + " fetch first row only").setParameter(1, id).setParameter(2, address).getSingleResult();
        return Arrays.stream(row).map(String::valueOf).toArray(String[]::new);
    }

    /** Id of the key that the newest row of a user names. */
    String keyId(String table, TestUser person) {
        String sql = "select KEY_ID from " + table + " where USER_ID = ? order by CREATED_AT desc fetch first row only";
        String id = person.id();
        return server.fetch(session -> entityManager(session).createNativeQuery(sql).setParameter(1, id)
                .getSingleResult(), String.class);
    }

    /** Backs up a user's rows; the result restores them as they were. */
    Runnable backup(String table, TestUser person) {
        String copy = "BACKUP_" + BACKUPS.incrementAndGet();
        String where = table + " where USER_ID = '" + person.id() + "'";
        execute("create table " + copy + " as select * from " + where);
        return () -> {
            execute("delete from " + where);
            execute("insert into " + table + " select * from " + copy);
        };
    }

    /** Takes the rows of a session away, as if they were not committed yet; the result commits them. */
    Runnable uncommitted(String sessionId) {
        List<Runnable> commits = Stream.of("OFFLINE_USER_SESSION", "OFFLINE_CLIENT_SESSION").map(table -> {
            String copy = "BACKUP_" + BACKUPS.incrementAndGet();
            String where = table + " where USER_SESSION_ID = '" + sessionId + "'";
            execute("create table " + copy + " as select * from " + where);
            execute("delete from " + where);
            return (Runnable) () -> execute("insert into " + table + " select * from " + copy);
        }).toList();
        return () -> commits.forEach(Runnable::run);
    }

    void forgetDevices(TestUser person) {
        execute("delete from LATCHKEY_TRUSTED_DEVICE where USER_ID = '" + person.id() + "'");
    }

    /** Deletes a credential directly in the database, without Keycloak. */
    void removeCredential(String id) {
        execute("delete from CREDENTIAL where ID = '" + id + "'");
    }

    /** Makes a secret code one of a client that does not exist. */
    void ofDeletedClient(String code) {
        execute("update LATCHKEY_SECRET_CODE set CLIENT_ID = 'gone' where ID = '" + code.substring(0, 16) + "'");
    }

    private void execute(String sql) {
        server.run(session -> entityManager(session).createNativeQuery(sql).executeUpdate());
    }

    /** Deletes expired rows, as the job does that runs every quarter of an hour. */
    void purge() {
        server.run(session -> new LatchkeyPurgeTask().run(session));
    }

    /** Deletes orphaned rows, as the job does that runs every six hours. */
    void sweep() {
        server.run(session -> new LatchkeySweepTask().run(session));
    }

    int ofRealm(String table, String realmId) {
        return number("select count(*) from " + table + " where REALM_ID = ?", realmId);
    }

    /** Runs an action while one of Latchkey's tables cannot be reached. */
    void without(String table, Runnable action) {
        rename(table, table + "_AWAY");
        try {
            action.run();
        } finally {
            rename(table + "_AWAY", table);
        }
    }

    /** Runs an action while the database refuses to delete this user. */
    void whileUserIsHeld(String userId, Runnable action) {
        execute("create table HELD_USER (ID varchar(36) references USER_ENTITY (ID))");
        execute("insert into HELD_USER values ('" + userId + "')");
        try {
            action.run();
        } finally {
            execute("drop table HELD_USER");
        }
    }

    /**
     * Sends a request that issues a code while the row of the user's code is locked, runs an action while it waits for
     * the row, and then lets it continue.
     *
     * @return the request's result
     */
    <T> T whileCodeIsLocked(TestUser person, Supplier<T> request, Runnable meanwhile) {
        return whileLocked("select ID from LATCHKEY_SECRET_CODE where USER_ID = ? and ENDED_AT is null for update",
                person, 1, request, meanwhile);
    }

    /**
     * Sends requests while the row is locked in which the guard counts the user's failures, and lets them continue once
     * so many of them wait for a row.
     *
     * @return the requests' result
     */
    <T> T whileGuardIsLocked(TestUser person, int waiting, Supplier<T> requests) {
        return whileLocked("select FAILURES from LATCHKEY_ACCOUNT_GUARD where USER_ID = ?"
                + " and BUDGET = 'second_factor' for update", person, waiting, requests, () -> { });
    }

    private <T> T whileLocked(String row, TestUser person, int waiting, Supplier<T> request, Runnable meanwhile) {
        execute("create table HELD_CODE (ID varchar(36))");
        CompletableFuture<T> held;
        CompletableFuture<Void> holder;
        try {
            RunOnServer lock = lock(row, person.id());
            holder = CompletableFuture.runAsync(() -> server.run(lock), Rows::thread);
            Eventually.holds("the row is locked", () -> number("select count(*) from HELD_CODE") == 1);
            held = CompletableFuture.supplyAsync(request, Rows::thread);
            Eventually.holds("the request waits", () -> number("select count(*) from INFORMATION_SCHEMA.SESSIONS"
                    + " where BLOCKER_ID is not null") == waiting);
            meanwhile.run();
        } finally {
            execute("drop table HELD_CODE");
        }
        holder.join();
        return held.join();
    }

    /** The common pool of a small machine has one thread. */
    private static void thread(Runnable task) {
        new Thread(task).start();
    }

    /** Holds the lock until the table is dropped, or the request's own time limit for locks is nearly over. */
    private static RunOnServer lock(String row, String userId) {
        return session -> OwnTransaction.run(session, own -> {
            entityManager(own).createNativeQuery(row).setParameter(1, userId).getResultList();
            // inside a request, the lock's own transaction would be committed first
            KeycloakSessionFactory factory = session.getKeycloakSessionFactory();
            OwnTransaction.run(factory, other -> entityManager(other)
                    .createNativeQuery("insert into HELD_CODE values ('x')").executeUpdate());
            for (int look = 0; look < 1_000 && OwnTransaction.run(factory, other -> !entityManager(other)
                    .createNativeQuery("select 1 from INFORMATION_SCHEMA.TABLES where TABLE_NAME = 'HELD_CODE'")
                    .getResultList().isEmpty()); look++) {
                LockSupport.parkNanos(20_000_000);
            }
            return true;
        });
    }

    private void rename(String from, String to) {
        server.run(session -> entityManager(session)
                .createNativeQuery("alter table " + from + " rename to " + to).executeUpdate());
    }

    /** Resets the database's statistics of statements, and records those that follow. */
    void watchStatements() {
        server.run(session -> {
            entityManager(session).createNativeQuery("set query_statistics false").executeUpdate();
            entityManager(session).createNativeQuery("set query_statistics true").executeUpdate();
        });
    }

    /** How many statements on this table the database has executed since. */
    int statementsOn(String table) {
        return number("select coalesce(sum(EXECUTION_COUNT), 0) from INFORMATION_SCHEMA.QUERY_STATISTICS"
                + " where SQL_STATEMENT like ? and SQL_STATEMENT not like '%INFORMATION_SCHEMA%'", "%" + table + "%");
    }

    /** Latchkey's statements that the database has executed since, with their numbers, as {@link Cost} reads them. */
    String statements() {
        return server.fetch(session -> {
            List<?> rows = entityManager(session).createNativeQuery("select EXECUTION_COUNT, SQL_STATEMENT from"
                    + " INFORMATION_SCHEMA.QUERY_STATISTICS where SQL_STATEMENT like '%LATCHKEY\\_%'"
                    + " and SQL_STATEMENT not like '%INFORMATION_SCHEMA%'").getResultList();
            return rows.stream().map(Object[].class::cast)
                    .map(row -> row[0] + " " + String.valueOf(row[1]).replaceAll("\\s+", " "))
                    .collect(Collectors.joining("\n"));
        }, String.class);
    }

    private int challenges(String what, String more, TestUser person) {
        return ofPerson("select " + what + " from LATCHKEY_OTP_CHALLENGE where USER_ID in (?, ?)" + more, person);
    }

    /** Requests and failures of unauthenticated requesters are stored under the address. */
    private int ofPerson(String sql, TestUser person) {
        return number(sql, person.id(), GuardBudget.PASSWORD_RESET.subject(person.id(), person.email()));
    }

    private int number(String sql, String... parameters) {
        return server.fetch(count(sql, parameters), Integer.class);
    }

    /** How the database finds what a statement names. */
    String plan(String sql) {
        return server.fetch(session -> String.valueOf(entityManager(session).createNativeQuery("explain " + sql)
                .getSingleResult()), String.class);
    }

    private static FetchOnServer count(String sql, String... parameters) {
        return session -> {
            Query query = entityManager(session).createNativeQuery(sql);
            for (int i = 0; i < parameters.length; i++) {
                query.setParameter(i + 1, parameters[i]);
            }
            return ((Number) query.getSingleResult()).intValue();
        };
    }

    /** Retried where the database chose it as the victim of a deadlock: a notification may be counted meanwhile. */
    private static RunOnServer delete(String sql, String parameter) {
        return session -> OwnTransaction.run(session, own ->
                entityManager(own).createNativeQuery(sql).setParameter(1, parameter).executeUpdate());
    }

    private static EntityManager entityManager(KeycloakSession session) {
        return session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }
}
