package dev.latchkey.otp.jpa;

import jakarta.persistence.EntityManager;

import dev.latchkey.otp.SignUpProvider;
import org.keycloak.common.util.Time;

/** {@link SignUpProvider} in the table {@code LATCHKEY_SIGN_UP}. */
final class JpaSignUpProvider implements SignUpProvider {

    private final EntityManager em;

    JpaSignUpProvider(EntityManager em) {
        this.em = em;
    }

    @Override
    public void made(String realmId, String userId) {
        SignUpEntity row = new SignUpEntity();
        row.userId = userId;
        row.realmId = realmId;
        row.createdAt = Time.currentTimeMillis();
        em.persist(row);
        em.flush();
        // what follows are statements, which the persistence context does not see
        em.detach(row);
    }

    @Override
    public boolean settle(String userId) {
        return em.createQuery("delete from SignUpEntity s where s.userId = :user")
                .setParameter("user", userId)
                .executeUpdate() == 1;
    }

    @Override
    public void keep(String userId) {
        em.createQuery("update SignUpEntity s set s.keptAt = :now where s.userId = :user and s.keptAt is null")
                .setParameter("now", Time.currentTimeMillis())
                .setParameter("user", userId)
                .executeUpdate();
    }

    @Override
    public boolean claim(String userId) {
        return em.createQuery("delete from SignUpEntity s where s.userId = :user and s.keptAt is null")
                .setParameter("user", userId)
                .executeUpdate() == 1;
    }

    @Override
    public void close() {
    }
}
