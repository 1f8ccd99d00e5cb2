package dev.latchkey.sms.jpa;

import java.util.List;
import java.util.Objects;

import jakarta.persistence.EntityManager;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/**
 * The rows of a user attribute: what the request has written itself, or else what is committed. The user that a request
 * has read once keeps the values of that moment, while others write.
 */
public final class StoredAttribute {

    private StoredAttribute() {
    }

    /**
     * @param session the request's session
     * @param userId  a user of Keycloak's database
     * @param name    the attribute
     * @return its values, in no order; empty for a user whose directory keeps them
     */
    public static List<String> values(KeycloakSession session, String userId, String name) {
        EntityManager em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
        return em.createQuery("select a.value from UserAttributeEntity a where a.user.id = :userId and a.name = :name",
                        String.class)
                .setParameter("userId", userId).setParameter("name", name)
                .getResultStream().filter(Objects::nonNull).toList();
    }
}
