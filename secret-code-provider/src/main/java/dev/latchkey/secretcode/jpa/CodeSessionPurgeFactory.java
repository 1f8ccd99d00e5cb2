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
                // an offline session, or one whose realm gave it longer since, stands in Keycloak's own table
                return deleteBatch("id", "e.expiresAt < :limit and not exists (select 1"
                        + " from PersistentUserSessionEntity s where s.userSessionId = e.sessionId)", nowMillis);
            }
        };
    }

    @Override
    public String getId() {
        return "latchkey-secret-code-session";
    }
}
