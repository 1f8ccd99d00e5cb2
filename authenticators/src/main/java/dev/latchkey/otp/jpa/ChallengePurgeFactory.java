package dev.latchkey.otp.jpa;

import java.time.Duration;
import java.util.Optional;

import dev.latchkey.common.jpa.JpaPurge;
import dev.latchkey.common.jpa.JpaPurgeFactory;
import dev.latchkey.common.purge.Purge;
import dev.latchkey.common.purge.PurgedBatch;
import dev.latchkey.otp.Purpose;
import jakarta.persistence.EntityManager;

/** Purges challenges one hour after they expire, and those of a user when the user is removed. */
public final class ChallengePurgeFactory extends JpaPurgeFactory {

    /** A page that is still open can ask for a new code for this time. */
    private static final long GRACE_MILLIS = Duration.ofHours(1).toMillis();

    @Override
    protected Purge create(EntityManager em) {
        return new JpaPurge(em, "ChallengeEntity") {

            @Override
            protected Optional<String> boundToUser() {
                // a challenge without an account must be kept as long as any other, otherwise a requester could
                // distinguish it
                return Optional.empty();
            }

            @Override
            public PurgedBatch expired(long nowMillis) {
                return deleteBatch("id", "e.expiresAt < :limit", nowMillis - GRACE_MILLIS);
            }

            /**
             * Keeps challenges of a sign-up until they expire: otherwise the answers would show whether an account was
             * replaced.
             */
            @Override
            public void userRemoved(String realmId, String userId) {
                em.createQuery("delete from ChallengeEntity c where c.realmId = :realm and c.userId = :user"
                                + " and c.purpose <> :purpose")
                        .setParameter("realm", realmId)
                        .setParameter("user", userId)
                        .setParameter("purpose", Purpose.SIGN_UP.id())
                        .executeUpdate();
            }
        };
    }

    @Override
    public String getId() {
        return "latchkey-otp-challenge";
    }
}
