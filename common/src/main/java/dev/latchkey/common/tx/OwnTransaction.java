package dev.latchkey.common.tx;

import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

import jakarta.persistence.EntityManager;
import jakarta.persistence.OptimisticLockException;
import jakarta.persistence.PessimisticLockException;
import org.hibernate.exception.ConstraintViolationException;
import org.hibernate.exception.LockAcquisitionException;
import org.jboss.logging.Logger;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.ModelDuplicateException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Runs work that must survive the request in one short transaction of its own: an attempt that was counted stays
 * counted, a code that was consumed stays consumed, whatever the outcome of the request (ASVS 2.3.3, 2.3.4).
 *
 * <p>The work may use only what belongs to the session that is passed to it, and must not touch the network.
 */
public final class OwnTransaction {

    private static final Logger LOG = Logger.getLogger(OwnTransaction.class);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int TRIES = 5;
    /** The pauses between them are more than a second in sum. */
    private static final int ROW_TRIES = 10;
    /** SQL states of a transaction that was rolled back for the sake of another: standard SQL's and PostgreSQL's. */
    private static final Set<String> DEADLOCKS = Set.of("40001", "40P01");
    private static final long LONGEST_PAUSE_NANOS = 25_000_000;
    /** Of MariaDB, by name: the Hibernate of older Keycloak lines does not have it. */
    private static final String SNAPSHOT_OUTDATED = "org.hibernate.exception.SnapshotIsolationException";

    private OwnTransaction() {
    }

    /**
     * Runs the work inside a request. The request's own transaction releases its database connection first, so that no
     * thread ever waits for a second connection while it holds one.
     *
     * @param request the session of the request
     * @param work    what to do; its session is closed when it returns, and it may run again when the database chose
     *                it as the victim of a deadlock, or another request was quicker to write what must be unique
     * @return what the work returned, once it is committed
     * @throws RuntimeException if the work threw or the commit failed; nothing of it is stored then
     */
    public static <T> T run(KeycloakSession request, Function<KeycloakSession, T> work) {
        RequestTransaction.releaseConnection(request);
        return run(request.getKeycloakSessionFactory(), work);
    }

    /**
     * Runs the work outside any request, for instance in a worker thread.
     *
     * @param factory Keycloak's session factory
     * @param work    see {@link #run(KeycloakSession, Function)}
     * @return what the work returned, once it is committed
     */
    public static <T> T run(KeycloakSessionFactory factory, Function<KeycloakSession, T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                LOG.trace("A transaction begins");
                return KeycloakModelUtils.runJobInTransactionWithResult(factory, work::apply);
            } catch (MissingRowException e) {
                if (attempt >= ROW_TRIES) {
                    throw e;
                }
                if (!create(factory, e.insert())) {
                    // on H2 the other request's row may not be committed yet, and cannot be read until it is
                    LockSupport.parkNanos(attempt * LONGEST_PAUSE_NANOS);
                }
            } catch (RuntimeException e) {
                if (attempt >= TRIES || !isRetryable(e)) {
                    throw e;
                }
                LOG.debugf("Transaction lost to another one, attempt %d of %d", attempt, TRIES);
                pause(attempt);
            }
        }
    }

    /**
     * Runs the work outside any request, in a realm that may have been deleted meanwhile.
     *
     * @param factory Keycloak's session factory
     * @param realmId the realm
     * @param work    see {@link #run(KeycloakSession, Function)}; it is given the realm too, which is that of the
     *                session's context
     * @return what the work returned, once it is committed; empty when that is null, or the realm is deleted
     */
    public static <T> Optional<T> inRealm(KeycloakSessionFactory factory, String realmId,
            BiFunction<KeycloakSession, RealmModel, T> work) {
        return run(factory, own -> {
            RealmModel realm = own.realms().getRealm(realmId);
            if (realm == null) {
                return Optional.empty();
            }
            own.getContext().setRealm(realm);
            return Optional.ofNullable(work.apply(own, realm));
        });
    }

    /** Several that begin anew at the same moment would only meet again. */
    private static void pause(int attempt) {
        LockSupport.parkNanos((long) (RANDOM.nextDouble() * attempt * LONGEST_PAUSE_NANOS));
    }

    /**
     * Creates a row that another request may be creating at the same moment, inside a request as {@link #run} does.
     *
     * @param request the session of the request
     * @param insert  creates the row, and does nothing else
     * @return true when it is committed; false when the row was there already
     * @throws RuntimeException if it could not be created for any other reason
     */
    public static boolean create(KeycloakSession request, Consumer<EntityManager> insert) {
        RequestTransaction.releaseConnection(request);
        return create(request.getKeycloakSessionFactory(), insert);
    }

    private static boolean create(KeycloakSessionFactory factory, Consumer<EntityManager> insert) {
        for (int attempt = 1; ; attempt++) {
            try {
                LOG.trace("A transaction that creates a row begins");
                KeycloakModelUtils.runJobInTransaction(factory, session ->
                        insert.accept(session.getProvider(JpaConnectionProvider.class).getEntityManager()));
                return true;
            } catch (RuntimeException e) {
                if (isOutrun(e)) {
                    return false;
                }
                // MariaDB takes two that meet at one key, while a third deletes the row, for a deadlock
                if (attempt == TRIES || !isRetryable(e)) {
                    throw e;
                }
                pause(attempt);
            }
        }
    }

    /**
     * Returns whether a statement has failed because another request was quicker to write what must be unique, or what
     * this one has read before.
     *
     * @param e what the statement has thrown
     * @return true when it was another request's row that it has met; its own transaction is lost then
     */
    public static boolean isOutrun(RuntimeException e) {
        return caused(e, ConstraintViolationException.class, ModelDuplicateException.class)
                || causes(e).anyMatch(thrown -> thrown.getClass().getName().equals(SNAPSHOT_OUTDATED));
    }

    /** Whether the same work may succeed when it begins anew. */
    static boolean isRetryable(RuntimeException e) {
        return isOutrun(e)
                || caused(e, LockAcquisitionException.class, PessimisticLockException.class,
                        OptimisticLockException.class)
                // as a commit throws it, which Hibernate does not translate
                || causes(e).anyMatch(thrown -> thrown instanceof SQLException lost
                        && DEADLOCKS.contains(String.valueOf(lost.getSQLState())));
    }

    @SafeVarargs
    private static boolean caused(Throwable e, Class<? extends Throwable>... causes) {
        return causes(e).anyMatch(thrown -> Stream.of(causes).anyMatch(known -> known.isInstance(thrown)));
    }

    private static Stream<Throwable> causes(Throwable e) {
        return Stream.iterate(e, Objects::nonNull, Throwable::getCause);
    }
}
