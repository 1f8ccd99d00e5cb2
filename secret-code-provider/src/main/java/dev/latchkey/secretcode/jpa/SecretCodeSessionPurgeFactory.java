package dev.latchkey.secretcode.jpa;

import java.time.Duration;

import dev.latchkey.common.jpa.JpaPurge;
import dev.latchkey.common.jpa.JpaPurgeFactory;
import dev.latchkey.common.purge.Purge;
import jakarta.persistence.EntityManager;
import org.keycloak.common.Profile;
import org.keycloak.common.util.Time;

/** Purges records of sessions that can no longer be active. */
public final class SecretCodeSessionPurgeFactory extends JpaPurgeFactory {

    /** Keycloak stores a session only when the sign-in completes; a page may delay that after the code was redeemed. */
    private static final long GRACE_MILLIS = Duration.ofDays(1).toMillis();

    @Override
    protected Purge create(EntityManager em) {
        return new JpaPurge(em, "SecretCodeSessionEntity") {
            @Override
            public int expired(long nowMillis) {
                // an offline session, or one whose lifespan the realm has since extended, is still in Keycloak's table
                return deleteBatch("id", "e.expiresAt < :limit and not exists (select 1"
                        + " from PersistentUserSessionEntity s where s.userSessionId = e.sessionId)",
                        nowMillis - CLOCK_GRACE_MILLIS);
            }

            @Override
            public int orphans() {
                return super.orphans() + (Profile.isFeatureEnabled(Profile.Feature.PERSISTENT_USER_SESSIONS)
                        ? deleteBatch("id", "e.createdAt < :limit and not exists (select 1"
                                + " from PersistentUserSessionEntity s where s.userSessionId = e.sessionId)"
                                // the sessions of a code that has ended have to be ended first
                                + " and exists (select 1 from SecretCodeEntity c where c.id = e.codeId"
                                + " and c.endedAt is null)", Time.currentTimeMillis() - GRACE_MILLIS)
                        : 0);
            }
        };
    }

    @Override
    public String getId() {
        return "latchkey-secret-code-session";
    }
}
