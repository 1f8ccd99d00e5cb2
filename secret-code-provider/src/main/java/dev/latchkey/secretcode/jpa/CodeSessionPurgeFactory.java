package dev.latchkey.secretcode.jpa;

import jakarta.persistence.EntityManager;

import dev.latchkey.common.jpa.JpaPurge;
import dev.latchkey.common.jpa.JpaPurgeFactory;
import dev.latchkey.common.purge.Purge;

/** Purges the memory of sessions that can live no more. */
public final class CodeSessionPurgeFactory extends JpaPurgeFactory {

    @Override
    protected Purge create(EntityManager em) {
        return new JpaPurge(em, "CodeSessionEntity") {
            @Override
            public int expired(long nowMillis) {
                return deleteBatch("id", "e.expiresAt < :limit", nowMillis);
            }
        };
    }

    @Override
    public String getId() {
        return "latchkey-secret-code-session";
    }
}
