package dev.latchkey.common.jpa;

import java.util.Optional;

import jakarta.persistence.EntityManager;

/** Purges an entity whose rows belong to a realm and to no user. */
public abstract class RealmPurge extends JpaPurge {

    /**
     * @param em     of the transaction to work in
     * @param entity the entity's name in queries
     */
    protected RealmPurge(EntityManager em, String entity) {
        super(em, entity);
    }

    @Override
    protected final Optional<String> boundToUser() {
        return Optional.empty();
    }

    @Override
    public final void userRemoved(String realmId, String userId) {
        // no row goes with a user
    }
}
