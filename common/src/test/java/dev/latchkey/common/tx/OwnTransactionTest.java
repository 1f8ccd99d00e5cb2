package dev.latchkey.common.tx;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.util.List;

import jakarta.persistence.OptimisticLockException;
import jakarta.persistence.PersistenceException;
import org.hibernate.exception.ConstraintViolationException;
import org.hibernate.exception.DataException;
import org.hibernate.exception.LockAcquisitionException;
import org.hibernate.exception.SnapshotIsolationException;
import org.junit.jupiter.api.Test;
import org.keycloak.models.ModelDuplicateException;

class OwnTransactionTest {

    private static final SQLException SQL = new SQLException("of the driver");
    private static final String STATEMENT = "update";

    @Test
    void whoMeetsTheRowOfAnotherRequestIsOutrunAndMayBeginAnew() {
        for (RuntimeException e : List.of(new ConstraintViolationException(STATEMENT, SQL, "key"),
                new ModelDuplicateException(),
                new SnapshotIsolationException("Record has changed since last read", SQL, STATEMENT))) {
            assertTrue(OwnTransaction.isOutrun(e), e::toString);
            assertTrue(OwnTransaction.isRetryable(e), e::toString);
            assertTrue(OwnTransaction.isOutrun(new PersistenceException(new IllegalStateException(e))), e::toString);
        }
    }

    @Test
    void whoIsTheVictimOfADeadlockIsNotOutrunAndMayBeginAnew() {
        for (RuntimeException e : List.of(new LockAcquisitionException(STATEMENT, SQL),
                new OptimisticLockException())) {
            assertFalse(OwnTransaction.isOutrun(e), e::toString);
            assertTrue(OwnTransaction.isRetryable(e), e::toString);
        }
    }

    @Test
    void whoLearnsOfADeadlockFromTheCommitMayBeginAnew() {
        for (String state : List.of("40001", "40P01")) {
            RuntimeException e = new PersistenceException("Error while committing", new SQLException("lost", state));
            assertFalse(OwnTransaction.isOutrun(e), e::toString);
            assertTrue(OwnTransaction.isRetryable(e), e::toString);
        }
    }

    @Test
    void whatElseFailsIsNotTriedAgain() {
        for (RuntimeException e : List.of(new DataException(STATEMENT, SQL), new IllegalStateException(SQL),
                new PersistenceException(new SQLException("full", "53100")))) {
            assertFalse(OwnTransaction.isOutrun(e), e::toString);
            assertFalse(OwnTransaction.isRetryable(e), e::toString);
        }
    }
}
