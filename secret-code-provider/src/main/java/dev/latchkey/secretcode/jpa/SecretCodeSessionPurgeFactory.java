package dev.latchkey.secretcode.jpa;

import java.time.Duration;

import dev.latchkey.common.jpa.JpaPurge;
import dev.latchkey.common.jpa.JpaPurgeFactory;
import dev.latchkey.common.purge.Purge;
import jakarta.persistence.EntityManager;
import org.keycloak.common.Profile;
import org.keycloak.common.util.Time;

/** Purges the memory of sessions that can live no more. */
public final class SecretCodeSessionPurgeFactory extends JpaPurgeFactory {

    /** A session is stored when the sign-in that the code has begun is finished, which a page may come before. */
    private static final long GRACE_MILLIS = Duration.ofDays(1).toMillis();

    @Override
    protected Purge create(EntityManager em) {
        return new JpaPurge(em, "SecretCodeSessionEntity") {
            @Override
            public int expired(long nowMillis) {
                // an offline session, or one whose realm gave it longer since, stands in Keycloak's own table
                return deleteBatch("id", "e.expiresAt < :limit and not exists (select 1"
                        + " from PersistentUserSessionEntity s where s.userSessionId = e.sessionId)",
                        nowMillis - CLOCK_GRACE_MILLIS);
            }

            @Override
            public int orphans() {
                return super.orphans() + (Profile.isFeatureEnabled(Profile.Feature.PERSISTENT_USER_SESSIONS)
                        ? deleteBatch("id", "e.createdAt < :limit and not exists (select 1"
                                + " from PersistentUserSessionEntity s where s.userSessionId = e.sessionId)"
                                // of a code that has ended, its sessions have to be seen to first
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
