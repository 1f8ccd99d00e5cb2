package dev.latchkey.otp.jpa;

import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

import dev.latchkey.common.keys.MacMessage;
import dev.latchkey.common.keys.SignedMac;
import dev.latchkey.common.mail.DeliveryStatus;
import dev.latchkey.otp.ChallengeBinding;
import dev.latchkey.otp.EmailOtpPolicy;
import dev.latchkey.otp.OtpRequest;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/**
 * All SQL statements on challenges. Every operation that concurrent requests may race for is one conditional UPDATE
 * whose row count is the result.
 */
final class ChallengeStore {

    /**
     * A mail without a status report for this time counts as lost: its node has died, or it is still in a long queue.
     */
    static final long LOST_AFTER_MILLIS = Duration.ofSeconds(60).toMillis();

    private static final String OWNED =
            " c.id = :id and c.realmId = :realm and c.userId = :owner and c.purpose = :purpose";
    private static final String NEVER_LEFT = "(c.delivery in (dev.latchkey.common.mail.DeliveryStatus.RETRYING,"
            + " dev.latchkey.common.mail.DeliveryStatus.FAILED) and c.deliveryAt <= :failedUntil"
            + " or c.delivery = dev.latchkey.common.mail.DeliveryStatus.QUEUED and c.deliveryAt <= :lostSince)";
    /**
     * A time before any delivery: a requester who must not learn the delivery status of a mail gets no replacement for
     * a failed one either.
     */
    private static final long NEVER = -1;

    private final EntityManager em;
    private final long now;

    ChallengeStore(KeycloakSession own, long now) {
        this.em = own.getProvider(JpaConnectionProvider.class).getEntityManager();
        this.now = now;
    }

    static boolean neverLeft(ChallengeEntity row, long now) {
        return switch (row.delivery) {
            case RETRYING, FAILED -> true;
            case QUEUED -> row.deliveryAt <= now - LOST_AFTER_MILLIS;
            case SENT -> false;
        };
    }

    /** Returns the unused challenges of this owner and browser session, newest first. */
    List<ChallengeEntity> ofSession(OtpRequest request) {
        ChallengeBinding binding = request.binding();
        return em.createQuery("select c from ChallengeEntity c where c.realmId = :realm and c.userId = :owner"
                        + " and c.purpose = :purpose and c.sessionHash = :session and c.usedAt is null"
                        + " order by c.sentAt desc", ChallengeEntity.class)
                .setParameter("realm", binding.realmId())
                .setParameter("owner", request.owner())
                .setParameter("purpose", binding.purpose().id())
                .setParameter("session", sessionHash(binding))
                .getResultList();
    }

    Optional<ChallengeEntity> find(OtpRequest request, String id) {
        ChallengeBinding binding = request.binding();
        // detached at once: the statements of this class change the row without the persistence context
        return em.createQuery("select c from ChallengeEntity c where" + OWNED, ChallengeEntity.class)
                .setParameter("id", id)
                .setParameter("realm", binding.realmId())
                .setParameter("owner", request.owner())
                .setParameter("purpose", binding.purpose().id())
                .getResultStream().peek(em::detach).findFirst();
    }

    void insert(ChallengeEntity row) {
        em.persist(row);
        em.flush();
        em.detach(row);
    }

    /** Replaces code and link; returns false when the challenge may not be mailed again now. */
    boolean replace(OtpRequest request, ChallengeEntity fresh, EmailOtpPolicy policy) {
        return owned("update ChallengeEntity c set c.reference = :reference, c.codeMac = :mac, c.keyId = :key,"
                + " c.linkHash = :link, c.attempts = 0, c.maxAttempts = :maxAttempts,"
                + " c.sends = case when " + NEVER_LEFT + " then c.sends else c.sends + 1 end,"
                + " c.sentAt = :now, c.expiresAt = :expires, c.delivery = :queued, c.deliveryAt = :now"
                + " where c.usedAt is null and (" + NEVER_LEFT
                + " or c.sends <= :maxResends and c.sentAt <= :cooledSince) and" + OWNED, request, fresh.id)
                .setParameter("reference", fresh.reference)
                .setParameter("mac", fresh.codeMac)
                .setParameter("key", fresh.keyId)
                .setParameter("link", fresh.linkHash)
                .setParameter("maxAttempts", fresh.maxAttempts)
                .setParameter("now", now)
                .setParameter("expires", fresh.expiresAt)
                .setParameter("queued", DeliveryStatus.QUEUED)
                .setParameter("failedUntil", request.afterFirstFactor() ? Long.MAX_VALUE : NEVER)
                .setParameter("lostSince", request.afterFirstFactor() ? now - LOST_AFTER_MILLIS : NEVER)
                .setParameter("maxResends", policy.maxResends())
                .setParameter("cooledSince", now - policy.cooldown().toMillis())
                .executeUpdate() == 1;
    }

    /**
     * Counts one attempt; returns false when the challenge does not exist, is used or expired, or has no attempts left.
     */
    boolean countAttempt(OtpRequest request, String id) {
        return owned("update ChallengeEntity c set c.attempts = c.attempts + 1 where c.usedAt is null"
                + " and c.expiresAt > :now and c.attempts < c.maxAttempts and" + OWNED, request, id)
                .setParameter("now", now)
                .executeUpdate() == 1;
    }

    /** Marks the challenge as used; returns false when a concurrent request was first or the challenge has expired. */
    boolean consume(OtpRequest request, ChallengeEntity verified) {
        return owned("update ChallengeEntity c set c.usedAt = :now where c.usedAt is null and c.expiresAt > :now"
                + " and c.reference = :reference and c.attempts <= c.maxAttempts and" + OWNED, request, verified.id)
                .setParameter("now", now)
                .setParameter("reference", verified.reference)
                .executeUpdate() == 1;
    }

    /**
     * Whether the mail with this reference is still useful: it is the newest of its challenge, which is neither used
     * nor expired.
     */
    boolean stillWanted(String id, String reference) {
        return em.createQuery("select count(c) from ChallengeEntity c where c.id = :id and c.reference = :reference"
                        + " and c.usedAt is null and c.expiresAt > :now", Long.class)
                .setParameter("id", id)
                .setParameter("reference", reference)
                .setParameter("now", now)
                .getSingleResult() == 1;
    }

    /** Stores the delivery status of the mail with this reference; the status of a newer mail is not changed. */
    void delivery(String id, String reference, DeliveryStatus status) {
        em.createQuery("update ChallengeEntity c set c.delivery = :status, c.deliveryAt = :now"
                        + " where c.id = :id and c.reference = :reference")
                .setParameter("status", status)
                .setParameter("now", now)
                .setParameter("id", id)
                .setParameter("reference", reference)
                .executeUpdate();
    }

    static String sessionHash(ChallengeBinding binding) {
        return MacMessage.of("session", binding.sessionId()).sha256();
    }

    static String tabHash(ChallengeBinding binding) {
        return MacMessage.of("tab", binding.sessionId(), binding.tabId(), binding.clientId()).sha256();
    }

    static void store(ChallengeEntity row, Optional<SignedMac> mac) {
        row.codeMac = mac.map(signed -> HexFormat.of().formatHex(signed.value())).orElse(null);
        row.keyId = mac.map(SignedMac::keyId).orElse(null);
    }

    static SignedMac mac(ChallengeEntity row) {
        return new SignedMac(row.keyId, HexFormat.of().parseHex(row.codeMac));
    }

    private Query owned(String statement, OtpRequest request, String id) {
        ChallengeBinding binding = request.binding();
        return em.createQuery(statement)
                .setParameter("id", id)
                .setParameter("realm", binding.realmId())
                .setParameter("owner", request.owner())
                .setParameter("purpose", binding.purpose().id());
    }
}
