package dev.latchkey.risk.jpa;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import dev.latchkey.common.geoip.Coordinates;
import dev.latchkey.common.keys.KeyRing;
import dev.latchkey.common.keys.MacKeys;
import dev.latchkey.common.tx.OwnTransaction;
import dev.latchkey.common.tx.RequestTransaction;
import dev.latchkey.risk.FeatureHistory;
import dev.latchkey.risk.RiskLevel;
import dev.latchkey.risk.RiskModel;
import dev.latchkey.risk.RiskPolicy;
import dev.latchkey.risk.RiskReason;
import dev.latchkey.risk.RiskResult;
import dev.latchkey.risk.RiskSignal;
import dev.latchkey.risk.provider.NetworkList;
import dev.latchkey.risk.provider.NetworkListFile;
import dev.latchkey.risk.provider.ObservedSignIn;
import dev.latchkey.risk.provider.RememberedValue;
import dev.latchkey.risk.provider.RiskProvider;
import dev.latchkey.risk.provider.Travel;
import jakarta.persistence.EntityManager;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** Compares sign-ins with the histories in Keycloak's database by {@link RiskModel}. */
final class JpaRiskProvider implements RiskProvider {

    private static final String KEY_USE = "risk";
    private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();

    private final KeycloakSession session;
    private final Optional<NetworkListFile> listed;
    private final Optional<NetworkListFile> anonymous;
    private final RiskModel model = new RiskModel();

    /**
     * @param session   the session to work in
     * @param listed    the operator's list of addresses
     * @param anonymous the operator's list of networks that hide their users
     */
    JpaRiskProvider(KeycloakSession session, Optional<NetworkListFile> listed, Optional<NetworkListFile> anonymous) {
        this.session = session;
        this.listed = listed;
        this.anonymous = anonymous;
    }

    @Override
    public RiskResult evaluate(RealmModel realm, String userId, ObservedSignIn observed, RiskPolicy policy) {
        KeyRing ring = ring(realm);
        Subjects ofUser = Subjects.of(ring, realm.getId(), userId, observed.features());
        Subjects ofRealm = Subjects.of(ring, realm.getId(), "", observed.features());
        // files are read without a connection
        Set<RiskSignal> ofLists = EnumSet.noneOf(RiskSignal.class);
        boolean known = look(listed, RiskSignal.LISTED_ADDRESS, observed, policy, ofLists)
                & look(anonymous, RiskSignal.ANONYMOUS_NETWORK, observed, policy, ofLists);
        return RequestTransaction.read(session, () -> {
            List<UserHistoryEntity> rows = new UserHistory(em(session), realm.getId(), userId).rows();
            FeatureHistory all = realmHistory(session, realm).of(ofRealm, observed.atMillis());
            Set<RiskSignal> signals = EnumSet.copyOf(ofLists);
            signals.addAll(observed.signals());
            if (isImpossible(rows, observed)) {
                signals.add(RiskSignal.IMPOSSIBLE_TRAVEL);
            }
            RiskResult result = model.evaluate(observed.features(),
                    UserHistory.of(rows, ofUser, observed.atMillis()), all, signals, policy);
            return known ? result : atLeastMedium(result);
        });
    }

    private static boolean isImpossible(List<UserHistoryEntity> rows, ObservedSignIn observed) {
        return observed.place().flatMap(to -> UserHistory.signIns(rows, observed.atMillis())
                .flatMap(last -> Coordinates.parse(last.place)
                        .map(from -> new Travel(from, to, observed.atMillis() - last.lastSeen).isImpossible())))
                .orElse(false);
    }

    /** Returns false where the list is to be asked and cannot be. */
    private static boolean look(Optional<NetworkListFile> file, RiskSignal signal, ObservedSignIn observed,
            RiskPolicy policy, Set<RiskSignal> signals) {
        if (file.isEmpty() || !policy.signals().contains(signal)) {
            return true;
        }
        Optional<NetworkList> list = file.get().list();
        if (list.isPresent() && list.get().contains(observed.address())) {
            signals.add(signal);
        }
        return list.isPresent();
    }

    private static RiskResult atLeastMedium(RiskResult result) {
        if (result.level() != RiskLevel.LOW) {
            return result;
        }
        return new RiskResult(result.score(), RiskLevel.MEDIUM, List.of(new RiskReason(RiskReason.UNKNOWN, 0)));
    }

    @Override
    public void remember(RealmModel realm, String userId, ObservedSignIn observed) {
        KeyRing ring = ring(realm);
        Subjects ofUser = Subjects.of(ring, realm.getId(), userId, observed.features());
        Subjects ofRealm = Subjects.of(ring, realm.getId(), "", observed.features());
        boolean countsForRealm = OwnTransaction.run(session, own -> {
            UserHistory history = new UserHistory(em(own), realm.getId(), userId);
            List<UserHistoryEntity> rows = history.rows();
            history.add(rows, ofUser, observed.place(), observed.atMillis());
            // an account counts once a day for the realm, and from its second day on: neither signing in again and
            // again, nor erasing one's history, nor a flood of new accounts makes a network common or rare
            return UserHistory.signIns(rows, observed.atMillis())
                    .map(last -> day(observed.atMillis()) != day(last.lastSeen)).orElse(false);
        });
        if (countsForRealm) {
            OwnTransaction.run(session, own -> {
                realmHistory(own, realm).add(ofRealm, observed.atMillis());
                return null;
            });
        }
    }

    private static long day(long millis) {
        return Math.floorDiv(millis, DAY_MILLIS);
    }

    @Override
    public List<RememberedValue> remembered(RealmModel realm, String userId) {
        long now = Time.currentTimeMillis();
        return new UserHistory(em(session), realm.getId(), userId).rows().stream()
                .map(row -> new RememberedValue(row.feature.toLowerCase(Locale.ROOT),
                        row.subject.equals(row.feature) ? "" : row.subject, Decay.signIns(row.weight, now),
                        row.lastSeen, row.place == null ? "" : row.place))
                .toList();
    }

    @Override
    public void erase(RealmModel realm, String userId) {
        new UserHistory(em(session), realm.getId(), userId).erase();
    }

    private KeyRing ring(RealmModel realm) {
        return session.getProvider(MacKeys.class).ring(realm, KEY_USE);
    }

    private static RealmHistory realmHistory(KeycloakSession session, RealmModel realm) {
        return new RealmHistory(em(session), realm.getId(), RealmHistory.MOST_VALUES);
    }

    private static EntityManager em(KeycloakSession session) {
        return session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }

    @Override
    public void close() {
        // nothing is held
    }
}
