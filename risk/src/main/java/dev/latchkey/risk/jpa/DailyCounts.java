package dev.latchkey.risk.jpa;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

import dev.latchkey.risk.DailyRisk;
import jakarta.persistence.EntityManager;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** The counts of a realm's sign-ins by day, client and outcome. Works in the transaction it is given. */
final class DailyCounts {

    private final EntityManager em;
    private final String realmId;

    /**
     * @param em      of the transaction to work in
     * @param realmId the realm
     */
    DailyCounts(EntityManager em, String realmId) {
        this.em = em;
        this.realmId = realmId;
    }

    static DailyCounts of(KeycloakSession session, RealmModel realm) {
        return new DailyCounts(session.getProvider(JpaConnectionProvider.class).getEntityManager(), realm.getId());
    }

    /**
     * Adds to rows, which are made where there are none. All nodes lock rows in one order, so that none waits for
     * another that waits for it.
     */
    void add(Collection<DailyRisk> more) {
        more.stream().sorted(Comparator.comparingLong(DailyRisk::day).thenComparing(DailyRisk::clientId)
                .thenComparing(count -> count.outcome().toString())).forEach(this::add);
    }

    private void add(DailyRisk more) {
        if (!addToRow(more)) {
            // another node may make the row first
            em.createQuery("insert into DailyCountEntity (realmId, day, clientId, outcome, evaluated, signedIn,"
                            + " factorPassed) values (:realm, :day, :client, :outcome, 0, 0, 0) on conflict do nothing")
                    .setParameter("realm", realmId)
                    .setParameter("day", more.day())
                    .setParameter("client", more.clientId())
                    .setParameter("outcome", more.outcome().toString())
                    .executeUpdate();
            addToRow(more);
        }
    }

    private boolean addToRow(DailyRisk more) {
        return em.createQuery("update DailyCountEntity c set c.evaluated = c.evaluated + :evaluated,"
                        + " c.signedIn = c.signedIn + :signedIn, c.factorPassed = c.factorPassed + :factorPassed"
                        + " where c.realmId = :realm and c.day = :day and c.clientId = :client"
                        + " and c.outcome = :outcome")
                .setParameter("evaluated", more.counts().evaluated())
                .setParameter("signedIn", more.counts().signedIn())
                .setParameter("factorPassed", more.counts().factorPassed())
                .setParameter("realm", realmId)
                .setParameter("day", more.day())
                .setParameter("client", more.clientId())
                .setParameter("outcome", more.outcome().toString())
                .executeUpdate() == 1;
    }

    /** The counts from a day on, of which those of one client and one outcome are summed up as that day's. */
    List<DailyRisk> since(long day) {
        return em.createQuery("select c.clientId, c.outcome, sum(c.evaluated), sum(c.signedIn), sum(c.factorPassed)"
                        + " from DailyCountEntity c where c.realmId = :realm and c.day >= :day"
                        + " group by c.clientId, c.outcome", Object[].class)
                .setParameter("realm", realmId)
                .setParameter("day", day)
                .getResultStream()
                .map(row -> new DailyRisk(day, (String) row[0], DailyRisk.Outcome.parse((String) row[1]),
                        new DailyRisk.Counts((long) row[2], (long) row[3], (long) row[4])))
                .toList();
    }

    void clientRemoved(String client) {
        em.createQuery("delete from DailyCountEntity c where c.realmId = :realm and c.clientId = :client")
                .setParameter("realm", realmId)
                .setParameter("client", client)
                .executeUpdate();
    }
}
