package dev.latchkey.setup.jpa;

import jakarta.persistence.EntityManager;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/** Tells whether accounts of a realm still have a required action. */
public final class PendingActions {

    private PendingActions() {
    }

    /**
     * @param session whose transaction to use
     * @param realmId the realm
     * @param action  the alias of a required action
     * @return whether an account in Keycloak's database has it
     */
    public static boolean any(KeycloakSession session, String realmId, String action) {
        EntityManager em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
        return !em.createQuery("select a.user.id from UserRequiredActionEntity a "
                + "where a.action = :action and a.user.realmId = :realm", String.class)
                .setParameter("action", action).setParameter("realm", realmId).setMaxResults(1).getResultList()
                .isEmpty();
    }
}
