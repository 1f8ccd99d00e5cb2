package dev.latchkey.common.jpa;

import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.sql.DataSource;

import dev.latchkey.common.tx.MissingRowException;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceConfiguration;
import jakarta.persistence.PersistenceException;
import org.h2.jdbcx.JdbcConnectionPool;

/** An H2 database with the tables of some entities, and transactions on it. */
public final class Database implements AutoCloseable {

    private final EntityManagerFactory factory;

    /** @param entities whose tables it has */
    public Database(Class<?>... entities) {
        PersistenceConfiguration unit = new PersistenceConfiguration("latchkey")
                .property("hibernate.connection.datasource", pool())
                .property("hibernate.hbm2ddl.auto", "create");
        Stream.of(entities).forEach(unit::managedClass);
        factory = unit.createEntityManagerFactory();
    }

    private static DataSource pool() {
        JdbcConnectionPool pool = JdbcConnectionPool.create(
                "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000", "sa", "");
        pool.setMaxConnections(60);
        return pool;
    }

    /**
     * Creates missing rows on the way, as {@link dev.latchkey.common.tx.OwnTransaction} does.
     *
     * @param work what to do
     * @param <T>  the type of its result
     * @return its result
     */
    public <T> T inTransaction(Function<EntityManager, T> work) {
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
