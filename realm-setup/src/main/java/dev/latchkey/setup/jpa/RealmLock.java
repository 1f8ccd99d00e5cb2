package dev.latchkey.setup.jpa;

import jakarta.persistence.EntityManager;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** Lets one transaction at a time change the flows of a realm by setup, on all nodes. */
public final class RealmLock {

    private RealmLock() {
    }

    /**
     * Waits until no other transaction holds the realm; holds it until the end of this session's transaction.
     *
     * @param session a session that has read nothing of the realm yet
     * @param realmId the realm
     * @return the realm as the database has it, past Keycloak's cache; null when there is none any more
     */
    public static RealmModel take(KeycloakSession session, String realmId) {
        EntityManager em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
        int rows = em.createQuery("update RealmEntity r set r.name = r.name where r.id = :id")
                .setParameter("id", realmId).executeUpdate();
        RealmModel realm = rows == 0 ? null : session.realms().getRealm(realmId);
        if (realm != null) {
            // the cache may be older than the lock; once something is to be changed, it is asked no more
            realm.removeAttribute("latchkey.setup.none");
            session.getContext().setRealm(realm);
        }
        return realm;
    }
}
