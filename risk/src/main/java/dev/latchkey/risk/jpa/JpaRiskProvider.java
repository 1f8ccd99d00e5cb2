package dev.latchkey.risk.jpa;

import java.util.List;
import java.util.Locale;

import dev.latchkey.common.keys.KeyRing;
import dev.latchkey.common.keys.MacKeys;
import dev.latchkey.common.tx.OwnTransaction;
import dev.latchkey.common.tx.RequestTransaction;
import dev.latchkey.risk.AccountMark;
import dev.latchkey.risk.HistoryBounds;
import dev.latchkey.risk.ListedNetworks;
import dev.latchkey.risk.ObservedSignIn;
import dev.latchkey.risk.RememberedSignIns;
import dev.latchkey.risk.RiskPolicy;
import dev.latchkey.risk.RiskResult;
import dev.latchkey.risk.RiskRules;
import dev.latchkey.risk.provider.RememberedValue;
import dev.latchkey.risk.provider.RiskProvider;
import jakarta.persistence.EntityManager;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** Compares sign-ins with the histories in Keycloak's database by {@link RiskModel}. */
final class JpaRiskProvider implements RiskProvider {

    private static final String KEY_USE = "risk";

    private final KeycloakSession session;
    private final ListedNetworks lists;
    private final RiskRules rules = new RiskRules();

    /**
     * @param session the session to work in
     * @param lists   the operator's lists
     */
    JpaRiskProvider(KeycloakSession session, ListedNetworks lists) {
        this.session = session;
        this.lists = lists;
    }

    @Override
    public RiskResult evaluate(RealmModel realm, String userId, ObservedSignIn observed, RiskPolicy policy) {
        KeyRing ring = ring(realm);
        Subjects ofUser = Subjects.of(ring, realm.getId(), userId, observed.features());
        Subjects ofRealm = Subjects.of(ring, realm.getId(), "", observed.features());
        // files are read without a connection
        ListedNetworks.Found listed = lists.find(observed.address(), policy);
        return RequestTransaction.read(session, () -> rules.decide(observed,
                UserHistory.of(new UserHistory(em(session), realm.getId(), userId).rows(ofUser), ofUser,
                        observed.atMillis()),
                realmHistory(session, realm).of(ofRealm, observed.atMillis()), listed, policy));
    }

    @Override
    public void remember(RealmModel realm, String userId, ObservedSignIn observed) {
        KeyRing ring = ring(realm);
        Subjects ofUser = Subjects.of(ring, realm.getId(), userId, observed.features());
        Subjects ofRealm = Subjects.of(ring, realm.getId(), "", observed.features());
        long clock = Time.currentTimeMillis();
        boolean countsForRealm = OwnTransaction.run(session, own -> {
            UserHistory history = new UserHistory(em(own), realm.getId(), userId);
            List<UserHistoryEntity> rows = history.rows();
            history.add(rows, ofUser, observed.place(), observed.atMillis(), clock);
            return RememberedSignIns.countForRealm(observed.atMillis(),
                    UserHistory.signIns(rows, ofUser, clock).map(last -> last.lastSeen).toList());
        });
        if (countsForRealm) {
            OwnTransaction.run(session, own -> {
                realmHistory(own, realm).add(ofRealm, observed.atMillis(), clock);
                return null;
            });
        }
    }

    @Override
    public List<RememberedValue> remembered(RealmModel realm, String userId) {
        long now = Time.currentTimeMillis();
        return new UserHistory(em(session), realm.getId(), userId).rows().stream()
                .map(row -> new RememberedValue(name(row).toLowerCase(Locale.ROOT),
                        isValue(row) ? row.subject : "", Decay.signIns(row.weight, now),
                        row.lastSeen, row.place == null ? "" : row.place))
                .toList();
    }

    private static String name(UserHistoryEntity row) {
        return row.feature.equals(Subjects.KNOWN) ? Subjects.KNOWN + '_' + row.subject : row.feature;
    }

    private static boolean isValue(UserHistoryEntity row) {
        return !row.feature.equals(Subjects.SIGN_INS) && !row.feature.equals(Subjects.KNOWN)
                && Subjects.mark(row.feature).isEmpty();
    }

    @Override
    public void rememberMark(RealmModel realm, String userId, AccountMark mark, long atMillis) {
        OwnTransaction.run(session, own -> {
            UserHistory history = new UserHistory(em(own), realm.getId(), userId);
            history.mark(history.rows(), mark, atMillis, Time.currentTimeMillis());
            return null;
        });
    }

    @Override
    public void erase(RealmModel realm, String userId) {
        new UserHistory(em(session), realm.getId(), userId).erase();
    }

    private KeyRing ring(RealmModel realm) {
        return session.getProvider(MacKeys.class).ring(realm, KEY_USE);
    }

    private static RealmHistory realmHistory(KeycloakSession session, RealmModel realm) {
        return new RealmHistory(em(session), realm.getId(), HistoryBounds.MOST_OF_REALM);
    }

    private static EntityManager em(KeycloakSession session) {
        return session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }

    @Override
    public void close() {
        // nothing is held
    }
}
