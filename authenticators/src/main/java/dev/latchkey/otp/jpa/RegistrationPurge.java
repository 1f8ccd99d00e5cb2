package dev.latchkey.otp.jpa;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;

import dev.latchkey.common.jpa.JpaPurge;
import dev.latchkey.common.purge.OneByOne;
import dev.latchkey.common.purge.PurgedBatch;
import dev.latchkey.common.tx.OwnTransaction;
import dev.latchkey.otp.EmailOtpPolicy;
import dev.latchkey.otp.RegistrationRecords;
import dev.latchkey.otp.account.UnusedAccount;
import jakarta.persistence.EntityManager;
import org.jboss.logging.Logger;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserManager;
import org.keycloak.models.UserModel;

/**
 * Deletes accounts that sign-up has created and that were neither proven nor used, if the realm's policy has a limit
 * for them.
 */
final class RegistrationPurge extends JpaPurge {

    private static final Logger LOG = Logger.getLogger(RegistrationPurge.class);
    /** Maximum number of accounts that one statement returns. */
    private static final int PAGE = 200;

    private final KeycloakSession session;

    RegistrationPurge(KeycloakSession session, EntityManager em) {
        super(em, "RegistrationEntity");
        this.session = session;
    }

    @Override
    public PurgedBatch expired(long nowMillis) {
        int seen = 0;
        for (String realmId = next(""); realmId != null; realmId = next(realmId)) {
            RealmModel realm = session.realms().getRealm(realmId);
            int days = realm == null ? 0 : EmailOtpPolicy.of(realm).unprovenDays();
            if (days > 0 && seen < BATCH) {
                String ofRealm = realmId;
                long limit = nowMillis - Duration.ofDays(days).toMillis();
                // an account that cannot be deleted must not prevent the deletion of others
                seen += OneByOne.of(after -> apart(em -> old(em, ofRealm, limit, after)), Function.identity(),
                        userId -> OwnTransaction.run(session, own -> end(own, ofRealm, userId)), "account of sign-up");
            }
        }
        return PurgedBatch.of(seen);
    }

    private <T> T apart(Function<EntityManager, T> question) {
        return OwnTransaction.run(session,
                own -> question.apply(own.getProvider(JpaConnectionProvider.class).getEntityManager()));
    }

    /** The next realm that has accounts; null after the last one. */
    private String next(String realmId) {
        return apart(em -> em.createQuery("select min(s.realmId) from RegistrationEntity s where s.realmId > :realm",
                String.class).setParameter("realm", realmId).getSingleResult());
    }

    private static List<String> old(EntityManager em, String realmId, long limit, String after) {
        return em.createQuery(
                "select s.userId from RegistrationEntity s where s.realmId = :realm and s.createdAt < :limit"
                                + " and s.keptAt is null and s.userId > :after order by s.userId", String.class)
                .setParameter("realm", realmId)
                .setParameter("limit", limit)
                .setParameter("after", after)
                .setMaxResults(PAGE)
                .getResultList();
    }

    /**
     * Processes one account: deletes, keeps or forgets it.
     *
     * @return true when the account was processed, whatever the result; false when the realm does not exist any more
     */
    private static boolean end(KeycloakSession own, String realmId, String userId) {
        RealmModel realm = own.realms().getRealm(realmId);
        if (realm == null) {
            return false;
        }
        own.getContext().setRealm(realm);
        RegistrationRecords registrations =
                new JpaRegistrationRecords(own.getProvider(JpaConnectionProvider.class).getEntityManager());
        UserModel user = own.users().getUserById(realm, userId);
        if (user == null) {
            registrations.settle(userId);
        } else if (!UnusedAccount.is(own, realm, user)) {
            registrations.keep(userId);
        } else if (registrations.claim(userId)) {
            // a request that proves the mailbox at the same moment deletes the same row: only the one that deletes it
            // first continues
            new UserManager(own).removeUser(realm, user);
            LOG.debugf("Realm %s: account %s was never proven and is deleted", realm.getName(), userId);
        }
        return true;
    }
}
