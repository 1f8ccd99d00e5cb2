package dev.latchkey.common.jpa;

import java.util.UUID;
import java.util.function.Function;
import javax.sql.DataSource;

import dev.latchkey.common.tx.MissingRowException;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceConfiguration;
import jakarta.persistence.PersistenceException;
import org.h2.jdbcx.JdbcConnectionPool;

/** An H2 database with the module's tables, and transactions on it. */
final class Database implements AutoCloseable {

    private final EntityManagerFactory factory = new PersistenceConfiguration("latchkey")
            .managedClass(AccountGuardEntity.class)
            .managedClass(RateLimitEntity.class)
            .managedClass(OutboxEntity.class)
            .managedClass(OutboxLeaseEntity.class)
            .property("hibernate.connection.datasource", pool())
            .property("hibernate.hbm2ddl.auto", "create")
            .createEntityManagerFactory();

    private static DataSource pool() {
        JdbcConnectionPool pool = JdbcConnectionPool.create(
                "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000", "sa", "");
        pool.setMaxConnections(60);
        return pool;
    }

    /** Creates missing rows on the way, as {@link dev.latchkey.common.tx.OwnTransaction} does. */
    <T> T inTransaction(Function<EntityManager, T> work) {
        while (true) {
            try {
                return transaction(work);
            } catch (MissingRowException e) {
                create(e);
            }
        }
    }

    private <T> T transaction(Function<EntityManager, T> work) {
        EntityManager em = factory.createEntityManager();
        try {
            em.getTransaction().begin();
            T result = work.apply(em);
            if (em.getTransaction().getRollbackOnly()) {
                em.getTransaction().rollback();
            } else {
                em.getTransaction().commit();
            }
            return result;
        } catch (RuntimeException e) {
            if (em.getTransaction().isActive()) {
                em.getTransaction().rollback();
            }
            throw e;
        } finally {
            em.close();
        }
    }

    private void create(MissingRowException missing) {
        try {
            transaction(em -> {
                missing.insert().accept(em);
                return null;
            });
        } catch (PersistenceException e) {
            // another thread was quicker
        }
    }

    @Override
    public void close() {
        factory.close();
    }
}
