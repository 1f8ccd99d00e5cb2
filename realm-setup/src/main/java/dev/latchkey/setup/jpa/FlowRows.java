package dev.latchkey.setup.jpa;

import jakarta.persistence.EntityManager;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.jpa.entities.AuthenticationFlowEntity;

/** Lets a transaction see which steps it has removed from a flow or moved out of it. */
public final class FlowRows {

    private FlowRows() {
    }

    /**
     * Reads the steps of a flow again: Keycloak keeps the list that a transaction has read once, and leaves removed and
     * moved steps in it.
     *
     * @param session whose transaction it is
     * @param flowId  the flow
     */
    public static void reload(KeycloakSession session, String flowId) {
        EntityManager em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
        em.flush();
        em.refresh(em.find(AuthenticationFlowEntity.class, flowId));
    }
}
