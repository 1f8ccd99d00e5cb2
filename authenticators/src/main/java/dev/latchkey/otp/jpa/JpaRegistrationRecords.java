package dev.latchkey.otp.jpa;

import dev.latchkey.otp.RegistrationRecords;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceException;
import org.keycloak.common.util.Time;

/** Implements {@link RegistrationRecords} on the table {@code LATCHKEY_SIGN_UP}. */
final class JpaRegistrationRecords implements RegistrationRecords {

    private final EntityManager em;

    JpaRegistrationRecords(EntityManager em) {
        this.em = em;
    }

    @Override
    public void made(String realmId, String userId) {
        RegistrationEntity row = new RegistrationEntity();
        row.userId = userId;
        row.realmId = realmId;
        row.createdAt = Time.currentTimeMillis();
        em.persist(row);
        em.flush();
        // later changes are statements that bypass the persistence context
        em.detach(row);
    }

    @Override
    public boolean settle(String userId) {
        return em.createQuery("delete from RegistrationEntity s where s.userId = :user")
                .setParameter("user", userId)
                .executeUpdate() == 1;
    }

    @Override
    public void keep(String userId) {
        em.createQuery("update RegistrationEntity s set s.keptAt = :now where s.userId = :user and s.keptAt is null")
                .setParameter("now", Time.currentTimeMillis())
                .setParameter("user", userId)
                .executeUpdate();
    }

    @Override
    public boolean claim(String userId) {
        return em.createQuery("delete from RegistrationEntity s where s.userId = :user and s.keptAt is null")
                .setParameter("user", userId)
                .executeUpdate() == 1;
    }

    @Override
    public boolean isReplaceable(String userId) {
        return !em.createQuery("select s.userId from RegistrationEntity s where s.userId = :user and s.keptAt is null",
                String.class).setParameter("user", userId).getResultList().isEmpty();
    }

    @Override
    public boolean isRecorded(String userId) {
        return !em.createQuery("select s.userId from RegistrationEntity s where s.userId = :user", String.class)
                .setParameter("user", userId).getResultList().isEmpty();
    }

    @Override
    public boolean anyRecorded(String realmId) {
        return !em.createQuery("select s.userId from RegistrationEntity s where s.realmId = :realm", String.class)
                .setParameter("realm", realmId).setMaxResults(1).getResultList().isEmpty();
    }

    @Override
    public boolean written() {
        try {
            em.flush();
            return true;
        } catch (PersistenceException e) {
            return false;
        }
    }

    @Override
    public void close() {
    }
}
