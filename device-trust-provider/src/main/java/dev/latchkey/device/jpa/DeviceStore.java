package dev.latchkey.device.jpa;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.latchkey.common.event.EndReason;
import dev.latchkey.credential.Renewal;
import dev.latchkey.credential.jpa.ConsoleCredentialStore;
import dev.latchkey.device.RecognitionResult;
import jakarta.persistence.EntityManager;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/** All SQL of trusted devices. Each race is one conditional UPDATE, whose row count is the result. */
final class DeviceStore {

    private static final String OWNED = " d.id = :id and d.realmId = :realm and d.userId = :user";
    /** Native SQL: Hibernate translates an HQL update anew at each use, and every sign-in on a device runs this one. */
    private static final String ROTATE = "update {h-schema}LATCHKEY_TRUSTED_DEVICE set GENERATION = :to,"
            + " KEY_ID = :key, PREVIOUS_KEY_ID = :before, PASSWORD_SOURCE = :source, PASSWORD_HASH = :password,"
            + " ROTATED_AT = :now, LAST_USED = :now, IP = :ip where GENERATION = :from and ENDED_AT is null"
            + " and EXPIRES_AT > :now and ID = :id and REALM_ID = :realm and USER_ID = :user";

    private final EntityManager em;
    private final ConsoleCredentialStore credentials;

    DeviceStore(KeycloakSession own) {
        this.em = own.getProvider(JpaConnectionProvider.class).getEntityManager();
        this.credentials = new ConsoleCredentialStore(own, "TrustedDeviceEntity");
    }

    Optional<TrustedDeviceEntity> find(String realmId, String userId, String id) {
        // by the primary key, which costs less than a query; every sign-in on a trusted device does this
        TrustedDeviceEntity row = em.find(TrustedDeviceEntity.class, id);
        if (row == null || !row.realmId.equals(realmId) || !row.userId.equals(userId)) {
            return Optional.empty();
        }
        em.detach(row);
        return Optional.of(row);
    }

    Optional<String> owner(String realmId, String id) {
        return em.createQuery("select d.userId from TrustedDeviceEntity d where d.id = :id and d.realmId = :realm",
                        String.class)
                .setParameter("id", id)
                .setParameter("realm", realmId)
                .getResultList().stream().findFirst();
    }

    void insert(TrustedDeviceEntity row) {
        em.persist(row);
        // the same request may read and detach the row, which must have been written before
        em.flush();
    }

    /** Moves a device from one generation to another; false when another request was faster or trust has ended. */
    boolean rotate(String realmId, String userId, RecognitionResult.Trusted trusted, String ip, long now) {
        Renewal renewal = trusted.renewal();
        return em.createNativeQuery(ROTATE)
                .setParameter("from", renewal.from())
                .setParameter("to", renewal.to())
                .setParameter("key", renewal.keyId())
                .setParameter("before", renewal.provenBy())
                .setParameter("source", trusted.password().named() ? trusted.password().source() : "")
                .setParameter("password", trusted.password().hash())
                .setParameter("now", now)
                .setParameter("ip", ip)
                .setParameter("id", trusted.deviceId())
                .setParameter("realm", realmId)
                .setParameter("user", userId)
                .executeUpdate() == 1;
    }

    /**
     * Moves the newest generation of a device to the key that signs, and keeps the previous key, which made secrets of
     * that generation that clients still hold; false when the row has that key already, or has a newer generation.
     */
    boolean rekey(TrustedDeviceEntity row, String keyId) {
        return em.createQuery("update TrustedDeviceEntity d set d.previousKeyId = :before, d.keyId = :key"
                        + " where d.keyId = :before and d.keyId <> :key and d.generation = :generation"
                        + " and d.endedAt is null and" + OWNED)
                .setParameter("before", row.keyId)
                .setParameter("key", keyId)
                .setParameter("generation", row.generation)
                .setParameter("id", row.id)
                .setParameter("realm", row.realmId)
                .setParameter("user", row.userId)
                .executeUpdate() == 1;
    }

    /** Ends trust; false when it had ended before. */
    boolean end(String realmId, String userId, String id, EndReason reason, long now) {
        return em.createQuery("update TrustedDeviceEntity d set d.endedAt = :now, d.endReason = :reason"
                        + " where d.endedAt is null and" + OWNED)
                .setParameter("now", now)
                .setParameter("reason", reason)
                .setParameter("id", id)
                .setParameter("realm", realmId)
                .setParameter("user", userId)
                .executeUpdate() == 1;
    }

    /** Ids of a user's devices that have not been ended although they have no credential. */
    Set<String> withoutCredential(String realmId, String userId) {
        return Set.copyOf(credentials.withoutCredential(realmId, userId));
    }

    /** Ids of a user's devices that have not been ended. */
    Set<String> held(String realmId, String userId) {
        return Set.copyOf(em.createQuery("select d.id from TrustedDeviceEntity d where d.realmId = :realm"
                        + " and d.userId = :user and d.endedAt is null", String.class)
                .setParameter("realm", realmId)
                .setParameter("user", userId)
                .getResultList());
    }

    /** A user's devices that have not been ended, including those whose lifetime is over, the newest first. */
    List<TrustedDeviceEntity> notEnded(String realmId, String userId) {
        return open(realmId, userId, Long.MIN_VALUE);
    }

    /** Devices that have not ended and whose absolute lifetime is not over, the newest first. */
    List<TrustedDeviceEntity> open(String realmId, String userId, long now) {
        List<TrustedDeviceEntity> rows = em.createQuery("select d from TrustedDeviceEntity d where d.realmId = :realm"
                        + " and d.userId = :user and d.endedAt is null and d.expiresAt > :now"
                        + " order by d.createdAt desc, d.id", TrustedDeviceEntity.class)
                .setParameter("realm", realmId)
                .setParameter("user", userId)
                .setParameter("now", now)
                .getResultList();
        rows.forEach(em::detach);
        return rows;
    }
}
