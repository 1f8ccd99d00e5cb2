package dev.latchkey.secretcode.jpa;

import java.time.Duration;
import java.util.List;

import dev.latchkey.common.jpa.JpaPurge;
import dev.latchkey.common.jpa.JpaPurgeFactory;
import dev.latchkey.common.purge.Purge;
import dev.latchkey.common.purge.PurgedBatch;
import dev.latchkey.common.purge.SweptPage;
import dev.latchkey.credential.IdPage;
import dev.latchkey.credential.SweepParts;
import dev.latchkey.credential.jpa.IdPages;
import dev.latchkey.secretcode.ProviderLogoutKey;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import org.keycloak.common.Profile;
import org.keycloak.common.util.Time;

/** Purges records of sessions that can no longer be active. */
public final class SecretCodeSessionPurgeFactory extends JpaPurgeFactory {

    /** Keycloak stores a session only when the sign-in completes; a page may delay that after the code was redeemed. */
    private static final long GRACE_MILLIS = Duration.ofDays(1).toMillis();

    /** When a session that goes on is looked at again. */
    private static final long AGAIN_MILLIS = Duration.ofDays(1).toMillis();

    private static final String NO_SESSION = "not exists (select 1 from PersistentUserSessionEntity s"
            + " where s.userSessionId = e.sessionId)";

    @Override
    protected Purge create(EntityManager em) {
        return new JpaPurge(em, "SecretCodeSessionEntity") {
            @Override
            public PurgedBatch expired(long nowMillis) {
                // an offline session, or one whose lifespan the realm has since extended, is still in Keycloak's table
                return deleteOrPostpone("id", "expiresAt", NO_SESSION, ":limit + " + AGAIN_MILLIS,
                        nowMillis - CLOCK_GRACE_MILLIS);
            }

            @Override
            public SweptPage sweep(String after) {
                return SweepParts.page(after, List.of(super::sweep, this::ended));
            }

            /** Sessions that Keycloak has ended by itself. */
            private SweptPage ended(String after) {
                if (!Profile.isFeatureEnabled(Profile.Feature.PERSISTENT_USER_SESSIONS)) {
                    return SweptPage.last(0);
                }
                IdPage page = IdPages.next(em, "SecretCodeSessionEntity", after);
                Query delete = em.createQuery("delete from SecretCodeSessionEntity e where e.createdAt < :limit and "
                                + NO_SESSION + " and e.sessionId not like :keys and e.id > :after"
                                + page.end().map(id -> " and e.id <= :end").orElse("")
                                // the sessions of a code that has ended have to be ended first; no "exists", which
                                // PostgreSQL may turn into a join for which it reads the table of codes in full
                                + " and (select c.id from SecretCodeEntity c where c.id = e.codeId"
                                + " and c.endedAt is null) is not null")
                        .setParameter("limit", Time.currentTimeMillis() - GRACE_MILLIS)
                        .setParameter("keys", ProviderLogoutKey.PREFIX + '%')
                        .setParameter("after", after);
                page.end().ifPresent(end -> delete.setParameter("end", end));
                return new SweptPage(delete.executeUpdate(), page.end());
            }
        };
    }

    @Override
    public String getId() {
        return "latchkey-secret-code-session";
    }
}
