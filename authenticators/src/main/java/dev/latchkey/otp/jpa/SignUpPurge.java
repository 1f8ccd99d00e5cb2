package dev.latchkey.otp.jpa;

import jakarta.persistence.EntityManager;

import java.time.Duration;
import java.util.List;

import dev.latchkey.common.jpa.JpaPurge;
import dev.latchkey.otp.EmailOtpPolicy;
import dev.latchkey.otp.SignUpProvider;
import dev.latchkey.otp.account.UnusedAccount;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserManager;
import org.keycloak.models.UserModel;

/** Deletes accounts that sign-up has made and nobody has proven or used, where the realm's policy says so. */
final class SignUpPurge extends JpaPurge {

    private static final Logger LOG = Logger.getLogger(SignUpPurge.class);

    private final KeycloakSession session;

    SignUpPurge(KeycloakSession session, EntityManager em) {
        super(em, "SignUpEntity");
        this.session = session;
    }

    @Override
    public int expired(long nowMillis) {
        int seen = 0;
        for (String realmId : realms()) {
            RealmModel realm = session.realms().getRealm(realmId);
            int days = realm == null ? 0 : EmailOtpPolicy.of(realm).unprovenDays();
            if (days > 0 && seen < BATCH) {
                session.getContext().setRealm(realm);
                List<String> old = old(realmId, nowMillis - Duration.ofDays(days).toMillis(), BATCH - seen);
                old.forEach(userId -> end(realm, userId));
                seen += old.size();
            }
        }
        return seen;
    }

    private List<String> realms() {
        return em.createQuery("select distinct s.realmId from SignUpEntity s", String.class).getResultList();
    }

    private List<String> old(String realmId, long limit, int most) {
        return em.createQuery("select s.userId from SignUpEntity s where s.realmId = :realm and s.createdAt < :limit"
                                + " and s.keptAt is null", String.class)
                .setParameter("realm", realmId)
                .setParameter("limit", limit)
                .setMaxResults(most)
                .getResultList();
    }

    private void end(RealmModel realm, String userId) {
        SignUpProvider signUps = new JpaSignUpProvider(em);
        UserModel user = session.users().getUserById(realm, userId);
        if (user == null) {
            signUps.settle(userId);
        } else if (!UnusedAccount.is(session, realm, user)) {
            signUps.keep(userId);
        } else if (signUps.claim(userId)) {
            // of somebody who proves the mailbox at this moment and this purge, whoever deletes the row first goes on
            new UserManager(session).removeUser(realm, user);
            LOG.debugf("Realm %s: account %s was never proven and is deleted", realm.getName(), userId);
        }
    }
}
