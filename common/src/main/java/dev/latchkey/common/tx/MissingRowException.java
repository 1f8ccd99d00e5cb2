package dev.latchkey.common.tx;

import java.util.function.Consumer;

import jakarta.persistence.EntityManager;

/**
 * Reports that a statement needs a row that does not exist yet. {@link OwnTransaction} then rolls the work back,
 * creates the row in a transaction of its own and starts the work again.
 *
 * <p>The reason for the detour: two requests may create the same row at once. The loser's transaction is broken on some
 * databases, and with it everything that was counted in it, so creating must be all that such a transaction does.
 */
public final class MissingRowException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Consumer<EntityManager> insert;

    /** @param insert creates what is missing */
    public MissingRowException(Consumer<EntityManager> insert) {
        super("A row is missing", null, false, false);
        this.insert = insert;
    }

    /**
     * @param other reports another row that is missing, of the same work
     * @return one that creates both, so that the work starts again once
     */
    public MissingRowException and(MissingRowException other) {
        return new MissingRowException(insert.andThen(other.insert));
    }

    /** @return creates what is missing; may fail when another request is quicker */
    public Consumer<EntityManager> insert() {
        return insert;
    }
}
