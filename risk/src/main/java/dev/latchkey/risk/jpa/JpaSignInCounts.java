package dev.latchkey.risk.jpa;

import java.util.Collection;
import java.util.List;

import dev.latchkey.common.tx.Committed;
import dev.latchkey.risk.DailyRisk;
import dev.latchkey.risk.delivery.CountWriter;
import dev.latchkey.risk.provider.SignInCounts;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** Counts in Keycloak's database, written by this node's thread. */
final class JpaSignInCounts implements SignInCounts {

    private final KeycloakSession session;
    private final CountWriter writer;

    JpaSignInCounts(KeycloakSession session, CountWriter writer) {
        this.session = session;
        this.writer = writer;
    }

    @Override
    public void count(RealmModel realm, DailyRisk more) {
        String realmId = realm.getId();
        Committed.then(session, () -> writer.add(realmId, more));
    }

    @Override
    public void write(RealmModel realm, Collection<DailyRisk> more) {
        DailyCounts.of(session, realm).add(more);
    }

    @Override
    public List<DailyRisk> since(RealmModel realm, long day) {
        return DailyCounts.of(session, realm).since(day);
    }

    @Override
    public void close() {
        // nothing is held
    }
}
