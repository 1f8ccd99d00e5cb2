package dev.latchkey.otp.jpa;

import java.time.Duration;
import java.util.Optional;

import dev.latchkey.common.jpa.JpaPurge;
import dev.latchkey.common.jpa.JpaPurgeFactory;
import dev.latchkey.common.purge.Purge;
import dev.latchkey.otp.Purpose;
import jakarta.persistence.EntityManager;

/** Purges challenges an hour after they have ended, and those that belong to a user with the user. */
public final class ChallengePurgeFactory extends JpaPurgeFactory {

    /** A page that is still open may ask for a new code for that long. */
    private static final long GRACE_MILLIS = Duration.ofHours(1).toMillis();

    @Override
    protected Purge create(EntityManager em) {
        return new JpaPurge(em, "ChallengeEntity") {

            @Override
            protected Optional<String> boundToUser() {
                // a challenge that no account belongs to has to live like any other, or it could be told apart
                return Optional.empty();
            }

            @Override
            public int expired(long nowMillis) {
                return deleteBatch("id", "e.expiresAt < :limit", nowMillis - GRACE_MILLIS);
            }

            /** A sign-up's stays until it has ended, or its answers would tell whether an account was replaced. */
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
