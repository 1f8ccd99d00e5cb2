package dev.latchkey.common.jpa;

import java.util.List;

import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/**
 * Compares an entity's rows with the credentials that represent them in Keycloak's consoles, of local and federated
 * users alike. The entity has the attributes {@code id}, {@code realmId}, {@code userId}, {@code endedAt},
 * {@code expiresAt}, {@code lastUsed} and {@code idleMillis}. Results are pages in the order of the ids, so that an
 * entry that cannot be processed blocks none that follows it.
 */
public final class ConsoleCredentialStore {

    private static final String OPEN = " where r.endedAt is null and r.id > :after and ";
    private static final String NO_CREDENTIAL = " not exists (select 1 from CredentialEntity k where k.id = r.id)"
            + " and not exists (select 1 from FederatedUserCredentialEntity f where f.id = r.id)";

    private final EntityManager em;
    private final String entity;

    /**
     * @param own    in whose transaction to read
     * @param entity the entity's name in queries
     */
    public ConsoleCredentialStore(KeycloakSession own, String entity) {
        this.em = own.getProvider(JpaConnectionProvider.class).getEntityManager();
        this.entity = entity;
    }

    /**
     * @param now   current time, epoch milliseconds
     * @param after the last id of the page before; empty for the first page
     * @param max   most rows to return
     * @return rows that have not been ended though their absolute lifetime is over
     */
    public List<CredentialId> expired(long now, String after, int max) {
        return ids(rows(OPEN + "r.expiresAt <= :now", after, max).setParameter("now", now));
    }

    /**
     * @param now   current time, epoch milliseconds
     * @param after the last id of the page before; empty for the first page
     * @param max   most rows to return
     * @return rows that have not been ended though they were not used for too long
     */
    public List<CredentialId> idle(long now, String after, int max) {
        return ids(rows(OPEN + "r.expiresAt > :now and r.idleMillis <= :now - r.lastUsed", after, max)
                .setParameter("now", now));
    }

    /**
     * @param after the last id of the page before; empty for the first page
     * @param max   most rows to return
     * @return rows that have not been ended though they have no credential
     */
    public List<CredentialId> withoutCredential(String after, int max) {
        return ids(rows(OPEN + NO_CREDENTIAL, after, max));
    }

    /**
     * @param realmId the realm
     * @param userId  the owner
     * @return ids of the owner's rows that have not been ended though they have no credential
     */
    public List<String> withoutCredential(String realmId, String userId) {
        return em.createQuery("select r.id from " + entity + " r where r.endedAt is null and r.realmId = :realm"
                        + " and r.userId = :user and " + NO_CREDENTIAL, String.class)
                .setParameter("realm", realmId)
                .setParameter("user", userId)
                .getResultList();
    }

    /**
     * @param type  the credential type
     * @param after the last id of the page before; empty for the first page
     * @param max   most credentials to return
     * @return credentials of users whom Keycloak stores that represent no row, or one that has ended
     */
    public List<CredentialId> withoutRow(String type, String after, int max) {
        return credentials("select k.id, u.realmId, u.id from CredentialEntity k join k.user u", type, after, max);
    }

    /**
     * @param type  the credential type
     * @param after the last id of the page before; empty for the first page
     * @param max   most credentials to return
     * @return credentials of federated users that represent no row, or one that has ended
     */
    public List<CredentialId> federatedWithoutRow(String type, String after, int max) {
        return credentials("select k.id, k.realmId, k.userId from FederatedUserCredentialEntity k", type, after, max);
    }

    private List<CredentialId> credentials(String select, String type, String after, int max) {
        return ids(em.createQuery(select + " where k.type = :type and k.id > :after and not exists (select 1 from "
                        + entity + " r where r.id = k.id and r.endedAt is null) order by k.id", Object[].class)
                .setParameter("type", type)
                .setParameter("after", after)
                .setMaxResults(max));
    }

    private TypedQuery<Object[]> rows(String condition, String after, int max) {
        return em.createQuery("select r.id, r.realmId, r.userId from " + entity + " r" + condition + " order by r.id",
                        Object[].class)
                .setParameter("after", after)
                .setMaxResults(max);
    }

    private static List<CredentialId> ids(TypedQuery<Object[]> query) {
        return query.getResultList().stream()
                .map(row -> new CredentialId((String) row[0], (String) row[1], (String) row[2]))
                .toList();
    }

    /**
     * A row or its credential, and whose it is.
     *
     * @param id      the id that both have
     * @param realmId the realm
     * @param userId  the owner
     */
    public record CredentialId(String id, String realmId, String userId) {
    }
}
