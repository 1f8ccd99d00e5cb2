package dev.latchkey.risk.jpa;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.latchkey.risk.DailyRisk;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * The counts of a realm's sign-ins by day, client and outcome. A day has rows for a bounded number of clients, the
 * first ones; the others share theirs. Works in the transaction it is given.
 */
final class DailyCounts {

    /** Most clients that have rows of their own on one day. */
    static final int MOST_CLIENTS = 50;

    /** Oracle has no empty text. */
    private static final String OTHERS = "-";
    private static final String ROW = " c.realmId = :realm and c.day = :day and c.clientId = :client"
            + " and c.outcome = :outcome";

    private final EntityManager em;
    private final String realmId;
    private final int mostClients;

    /**
     * @param em          of the transaction to work in
     * @param realmId     the realm
     * @param mostClients most clients that have rows of their own on one day
     */
    DailyCounts(EntityManager em, String realmId, int mostClients) {
        this.em = em;
        this.realmId = realmId;
        this.mostClients = mostClients;
    }

    static DailyCounts of(KeycloakSession session, RealmModel realm) {
        return new DailyCounts(session.getProvider(JpaConnectionProvider.class).getEntityManager(), realm.getId(),
                MOST_CLIENTS);
    }

    /**
     * Adds to rows, which are made where there are none. All nodes lock rows in one order, so that none waits for
     * another that waits for it: first those that bound the clients, then the counts.
     */
    void add(Collection<DailyRisk> more) {
        Map<Client, String> rowsOf = new TreeMap<>(Comparator.comparingLong(Client::day).thenComparing(Client::id));
        more.forEach(count -> rowsOf.put(Client.of(count), OTHERS));
        rowsOf.replaceAll((client, others) -> admitted(client.day(), client.id()) ? client.id() : others);
        more.stream().sorted(Comparator.comparingLong(DailyRisk::day)
                .thenComparing((DailyRisk count) -> rowsOf.get(Client.of(count)))
                .thenComparing(count -> count.outcome().toString()))
                .forEach(count -> add(count, rowsOf.get(Client.of(count))));
    }

    private record Client(long day, String id) {

        private static Client of(DailyRisk count) {
            return new Client(count.day(), count.clientId());
        }
    }

    private void add(DailyRisk more, String client) {
        String outcome = more.outcome().toString();
        if (addTo(more, client, outcome) == 0) {
            insert(more.day(), client, outcome);
            addTo(more, client, outcome);
        }
    }

    private int addTo(DailyRisk more, String client, String outcome) {
        return row("update DailyCountEntity c set c.evaluated = c.evaluated + :evaluated,"
                + " c.signedIn = c.signedIn + :signedIn, c.factorPassed = c.factorPassed + :factorPassed where" + ROW,
                more.day(), client, outcome)
                .setParameter("evaluated", more.counts().evaluated())
                .setParameter("signedIn", more.counts().signedIn())
                .setParameter("factorPassed", more.counts().factorPassed())
                .executeUpdate();
    }

    /** Whether a client has rows of its own: the first ones of a day do. */
    private boolean admitted(long day, String client) {
        if (client.isEmpty()) {
            return false;
        }
        if (!row("select 1 from DailyCountEntity c where" + ROW, day, client, DailyCountEntity.NO_OUTCOME)
                .getResultList().isEmpty()) {
            return true;
        }
        if (!lock(day, OTHERS)) {
            insert(day, OTHERS, DailyCountEntity.NO_OUTCOME);
            lock(day, OTHERS);
        }
        // another node may have admitted it meanwhile; an UPDATE sees that whatever the isolation of transactions
        if (lock(day, client)) {
            return true;
        }
        if (row("update DailyCountEntity c set c.clients = c.clients + 1 where" + ROW + " and c.clients < :most", day,
                OTHERS, DailyCountEntity.NO_OUTCOME).setParameter("most", mostClients).executeUpdate() == 0) {
            return false;
        }
        insert(day, client, DailyCountEntity.NO_OUTCOME);
        return true;
    }

    /** Whether a client, or the realm, has the row that counts no sign-ins; it is locked then. */
    private boolean lock(long day, String client) {
        return row("update DailyCountEntity c set c.clients = c.clients where" + ROW, day, client,
                DailyCountEntity.NO_OUTCOME).executeUpdate() == 1;
    }

    private void insert(long day, String client, String outcome) {
        row("insert into DailyCountEntity (realmId, day, clientId, outcome, evaluated, signedIn, factorPassed, clients)"
                + " values (:realm, :day, :client, :outcome, 0, 0, 0, 0) on conflict do nothing", day, client, outcome)
                .executeUpdate();
    }

    private Query row(String statement, long day, String client, String outcome) {
        return em.createQuery(statement)
                .setParameter("realm", realmId)
                .setParameter("day", day)
                .setParameter("client", client)
                .setParameter("outcome", outcome);
    }

    /** The counts from a day on. */
    List<DailyRisk> since(long day) {
        return em.createQuery("select c from DailyCountEntity c where c.realmId = :realm and c.day >= :day"
                        + " and c.outcome <> :none", DailyCountEntity.class)
                .setParameter("realm", realmId)
                .setParameter("day", day)
                .setParameter("none", DailyCountEntity.NO_OUTCOME)
                .getResultStream().peek(em::detach)
                .map(row -> new DailyRisk(row.day, row.clientId.equals(OTHERS) ? "" : row.clientId,
                        DailyRisk.Outcome.parse(row.outcome),
                        new DailyRisk.Counts(row.evaluated, row.signedIn, row.factorPassed)))
                .toList();
    }

    void clientRemoved(String client) {
        em.createQuery("delete from DailyCountEntity c where c.realmId = :realm and c.clientId = :client")
                .setParameter("realm", realmId)
                .setParameter("client", client)
                .executeUpdate();
    }
}
