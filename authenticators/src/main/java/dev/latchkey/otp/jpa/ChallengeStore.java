package dev.latchkey.otp.jpa;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import dev.latchkey.limit.guard.GuardCount;
import dev.latchkey.mail.DeliveryStatus;
import dev.latchkey.mail.MailReceipt;
import dev.latchkey.otp.ChallengeBinding;
import dev.latchkey.otp.EmailOtpPolicy;
import dev.latchkey.otp.NumberPrompt;
import dev.latchkey.otp.OtpRequest;
import dev.latchkey.otp.PromptedLink;
import dev.latchkey.otp.StoredChallenge;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Query;
import jakarta.persistence.TypedQuery;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/**
 * All SQL statements on challenges. Every operation that concurrent requests may race for is one conditional UPDATE
 * whose row count is the result.
 */
final class ChallengeStore {

    private static final String OWNED = " c.realmId = :realm and c.userId = :owner"
            + " and c.purpose = :purpose and c.sessionHash = :holder and c.emailHash = :email";
    private static final String NEVER_LEFT = "(c.delivery in (dev.latchkey.mail.DeliveryStatus.RETRYING,"
            + " dev.latchkey.mail.DeliveryStatus.FAILED) and c.deliveryAt <= :failedUntil"
            + " or c.delivery = dev.latchkey.mail.DeliveryStatus.QUEUED and c.deliveryAt <= :lostSince)";
    private static final String NATIVE_OWNED = " and ID = :id and REALM_ID = :realm and USER_ID = :owner"
            + " and PURPOSE = :purpose and SESSION_HASH = :holder and EMAIL_HASH = :email";
    // native SQL: Hibernate translates an HQL update anew at each use, and every code that is entered runs these
    private static final String COUNT_ATTEMPT = "update {h-schema}LATCHKEY_OTP_CHALLENGE set ATTEMPTS = ATTEMPTS + 1"
            + " where USED_AT is null and EXPIRES_AT > :now and ATTEMPTS < MAX_ATTEMPTS" + NATIVE_OWNED;
    private static final String CONSUME = "update {h-schema}LATCHKEY_OTP_CHALLENGE set USED_AT = :now"
            + " where USED_AT is null and EXPIRES_AT > :now and SEED = :seed and ATTEMPTS <= MAX_ATTEMPTS"
            + NATIVE_OWNED;
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

    /** Returns the unused challenges of this owner, address and browser or app, newest first. */
    List<StoredChallenge> unused(OtpRequest request) {
        return owned(em.createQuery("select c from ChallengeEntity c where c.usedAt is null and" + OWNED
                        + " order by c.sentAt desc", ChallengeEntity.class), request)
                .getResultStream().map(this::detached).toList();
    }

    /** Returns the challenge, if it belongs to this owner, address, purpose and browser or app. */
    Optional<StoredChallenge> find(OtpRequest request, String id) {
        return owned(em.createQuery("select c from ChallengeEntity c where c.id = :id and" + OWNED,
                        ChallengeEntity.class), request)
                .setParameter("id", id)
                .getResultStream().map(this::detached).findFirst();
    }

    /** Returns the challenge as {@link #find} does; no other transaction changes it until this one ends. */
    Optional<StoredChallenge> hold(OtpRequest request, String id) {
        return owned(em.createQuery("select c from ChallengeEntity c where c.id = :id and" + OWNED,
                        ChallengeEntity.class), request)
                .setParameter("id", id)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultStream().map(this::detached).findFirst();
    }

    /**
     * An account's count of failures, and a challenge of it.
     *
     * @param count     the budget's count
     * @param challenge the challenge; empty if it does not exist, or belongs to another owner, address, purpose,
     *                  browser or app
     */
    record Standing(GuardCount count, Optional<StoredChallenge> challenge) {
    }

    /**
     * An account's count of failures, and its unused challenges.
     *
     * @param count  the budget's count
     * @param unused the unused challenges of the owner, address and browser or app, newest first
     */
    record Unused(GuardCount count, List<StoredChallenge> unused) {
    }

    /** Returns the unused challenges and the count of the budget that failures are charged to; empty without such. */
    Optional<Unused> unusedStanding(OtpRequest request) {
        List<Object[]> rows = counted("c.usedAt is null", " order by c.sentAt desc", request).getResultList();
        return rows.stream().findFirst().map(first -> new Unused(count(first),
                rows.stream().map(this::challenge).flatMap(Optional::stream).toList()));
    }

    /** Returns a challenge and the count of the budget that its failures are charged to; empty without such a count. */
    Optional<Standing> standing(OtpRequest request, String id) {
        return counted("c.id = :id", "", request)
                .setParameter("id", id)
                .getResultStream().findFirst()
                .map(row -> new Standing(count(row), challenge(row)));
    }

    /**
     * Returns a challenge in which this transaction has counted an attempt, and the count of the budget that its
     * failures are charged to, which no other transaction changes until this one ends; empty without such a count.
     */
    Optional<Standing> heldStanding(OtpRequest request, String id) {
        // an inner join, since PostgreSQL locks no row of an outer one; the challenge's is locked already
        return owned(em.createQuery("select g.failures, g.lockedUntil, g.dayEnds, c from AccountGuardEntity g"
                        + " join ChallengeEntity c on c.id = :id and" + OWNED
                        + " where g.realmId = :realm and g.userId = :subject and g.budget = :budget", Object[].class),
                request)
                .setParameter("id", id)
                .setParameter("subject", request.subject())
                .setParameter("budget", request.budget().id())
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultList().stream().findFirst()
                .map(row -> new Standing(count(row), challenge(row)));
    }

    private TypedQuery<Object[]> counted(String which, String order, OtpRequest request) {
        return owned(em.createQuery("select g.failures, g.lockedUntil, g.dayEnds, c from AccountGuardEntity g"
                        + " left join ChallengeEntity c on " + which + " and" + OWNED
                        + " where g.realmId = :realm and g.userId = :subject and g.budget = :budget" + order,
                        Object[].class), request)
                .setParameter("subject", request.subject())
                .setParameter("budget", request.budget().id());
    }

    private static GuardCount count(Object[] row) {
        return new GuardCount((Integer) row[0], (Long) row[1], (Long) row[2]);
    }

    private Optional<StoredChallenge> challenge(Object[] row) {
        return Optional.ofNullable((ChallengeEntity) row[3]).map(this::detached);
    }

    /**
     * A challenge with the browser or app that asked for it.
     *
     * @param holder    {@code ChallengeBinding.holder}
     * @param owner     {@code OtpRequest.owner}
     * @param challenge the challenge
     */
    record Held(String holder, String owner, StoredChallenge challenge) {

        Optional<PromptedLink> prompted() {
            return challenge.prompt().map(prompt -> new PromptedLink(owner, holder, prompt, challenge.sentAt(),
                    challenge.confirmed()));
        }
    }

    /** Returns the challenge of a realm, regardless of its holder. */
    Optional<Held> findHeld(String realmId, String id) {
        return em.createQuery("select c from ChallengeEntity c where c.id = :id and c.realmId = :realm",
                        ChallengeEntity.class)
                .setParameter("id", id)
                .setParameter("realm", realmId)
                .getResultStream().map(row -> new Held(row.sessionHash, row.userId, detached(row))).findFirst();
    }

    /** Detaches the row: the statements of this class change it without the persistence context. */
    private StoredChallenge detached(ChallengeEntity row) {
        em.detach(row);
        return row.stored();
    }

    void insert(OtpRequest request, StoredChallenge challenge) {
        ChallengeBinding binding = request.binding();
        ChallengeEntity row = new ChallengeEntity();
        row.id = challenge.id();
        row.realmId = binding.realmId();
        row.userId = request.owner();
        row.purpose = binding.purpose().id();
        row.sessionHash = binding.holder();
        row.channel = binding.channel();
        row.emailHash = binding.addressHash();
        row.reference = challenge.reference();
        row.seed = challenge.seed();
        row.keyId = challenge.keyId();
        row.codeLength = challenge.codeLength();
        row.link = challenge.link();
        row.attempts = challenge.attempts();
        row.maxAttempts = challenge.maxAttempts();
        row.sends = challenge.sends();
        row.createdAt = now;
        row.sentAt = challenge.sentAt();
        row.expiresAt = challenge.expiresAt();
        row.delivery = challenge.delivery();
        row.deliveryAt = challenge.deliveryAt();
        row.shownBy(challenge.prompt().orElse(null));
        em.persist(row);
        em.flush();
        em.detach(row);
    }

    /** Replaces code and link; returns false when the challenge may not be mailed again now. */
    boolean renew(OtpRequest request, StoredChallenge fresh, EmailOtpPolicy policy) {
        return resend("c.reference = :reference, c.seed = :seed, c.keyId = :key, c.codeLength = :length,"
                + " c.link = :link, c.attempts = 0, c.maxAttempts = :maxAttempts, c.expiresAt = :expires,", "",
                request, fresh, policy)
                .setParameter("reference", fresh.reference())
                .setParameter("key", fresh.keyId())
                .setParameter("length", fresh.codeLength())
                .setParameter("link", fresh.link())
                .setParameter("maxAttempts", fresh.maxAttempts())
                .setParameter("expires", fresh.expiresAt())
                .executeUpdate() == 1;
    }

    /**
     * Notes that the same code and link are mailed again; returns false when the challenge may not be mailed again now
     * or its code has been replaced or used up since it was read.
     */
    boolean repeat(OtpRequest request, StoredChallenge read, EmailOtpPolicy policy) {
        return resend("",
                " and c.seed = :seed and c.expiresAt > :now and (c.codeLength = 0 or c.attempts < c.maxAttempts)",
                request, read, policy)
                .executeUpdate() == 1;
    }

    private Query resend(String changes, String conditions, OtpRequest request, StoredChallenge challenge,
            EmailOtpPolicy policy) {
        return owned("update ChallengeEntity c set " + changes
                + " c.sends = case when " + NEVER_LEFT + " then c.sends else c.sends + 1 end,"
                + " c.sentAt = :now, c.delivery = :queued, c.deliveryAt = :now, c.numberTab = :tab,"
                + " c.numberClient = :client, c.numberDevice = :device, c.numberAddress = :address,"
                + " c.confirmedAt = null"
                + " where c.usedAt is null and (" + NEVER_LEFT
                + " or c.sends <= :maxResends and c.sentAt <= :cooledSince)" + conditions + " and" + OWNED,
                request, challenge.id())
                .setParameter("seed", challenge.seed())
                .setParameter("tab", challenge.prompt().map(NumberPrompt::tab).orElse(null))
                .setParameter("client", challenge.prompt().map(NumberPrompt::clientId).orElse(null))
                .setParameter("device", challenge.prompt().map(NumberPrompt::device).orElse(null))
                .setParameter("address", challenge.prompt().map(NumberPrompt::address).orElse(null))
                .setParameter("now", now)
                .setParameter("queued", DeliveryStatus.QUEUED)
                .setParameter("failedUntil", request.afterFirstFactor() ? Long.MAX_VALUE : NEVER)
                .setParameter("lostSince",
                        request.afterFirstFactor() ? now - StoredChallenge.LOST_AFTER_MILLIS : NEVER)
                .setParameter("maxResends", policy.maxResends())
                .setParameter("cooledSince", now - policy.cooldown().toMillis());
    }

    /**
     * Counts one attempt; returns false when the challenge does not exist, is used or expired, or has no attempts left.
     */
    boolean countAttempt(OtpRequest request, String id) {
        return ofOwner(em.createNativeQuery(COUNT_ATTEMPT), request, id)
                .setParameter("now", now)
                .executeUpdate() == 1;
    }

    /** Marks the challenge as used; returns false when a concurrent request was first or the challenge has expired. */
    boolean consume(OtpRequest request, StoredChallenge verified) {
        return ofOwner(em.createNativeQuery(CONSUME), request, verified.id())
                .setParameter("now", now)
                .setParameter("seed", verified.seed())
                .executeUpdate() == 1;
    }

    /** Notes that the number was typed; returns false when another answer was first or the challenge accepts none. */
    boolean confirm(OtpRequest request, StoredChallenge verified) {
        return settle("c.confirmedAt = :now", request, verified);
    }

    /** Ends the challenge after a wrong number; returns false when another answer was first. */
    boolean end(OtpRequest request, StoredChallenge verified) {
        return settle("c.attempts = c.maxAttempts", request, verified);
    }

    /** One number settles the challenge: of concurrent ones, the first to change the row. */
    private boolean settle(String change, OtpRequest request, StoredChallenge verified) {
        return numbered("update ChallengeEntity c set " + change + " where c.confirmedAt is null", request, verified);
    }

    /**
     * Marks the challenge as used whose number was typed; returns false when a concurrent request was first, another
     * mail was asked for, or the challenge accepts no answers any more.
     */
    boolean consumeConfirmed(OtpRequest request, StoredChallenge verified) {
        return numbered("update ChallengeEntity c set c.usedAt = :now where c.confirmedAt is not null", request,
                verified);
    }

    private boolean numbered(String statement, OtpRequest request, StoredChallenge verified) {
        return owned(statement + " and c.usedAt is null and c.expiresAt > :now and c.attempts < c.maxAttempts"
                + " and c.seed = :seed and c.numberTab = :tab and" + OWNED, request, verified.id())
                .setParameter("now", now)
                .setParameter("seed", verified.seed())
                .setParameter("tab", verified.prompt().map(NumberPrompt::tab).orElse(""))
                .executeUpdate() == 1;
    }

    /**
     * Whether a mail is still useful whose code ends at this time: the challenge has that code, which is neither used
     * nor expired. A newer mail that repeats the code does not replace it; a new code has a later end.
     */
    boolean stillWanted(String id, long expiresAt) {
        return em.createQuery("select count(c) from ChallengeEntity c where c.id = :id and c.expiresAt = :expiresAt"
                        + " and c.usedAt is null and c.expiresAt > :now", Long.class)
                .setParameter("id", id)
                .setParameter("expiresAt", expiresAt)
                .setParameter("now", now)
                .getSingleResult() == 1;
    }

    /**
     * Whether a message is the challenge's newest one, whose code is neither used nor expired.
     */
    boolean newestWanted(String id, long sentAt) {
        return em.createQuery("select count(c) from ChallengeEntity c where c.id = :id and c.sentAt = :sentAt"
                        + " and c.usedAt is null and c.expiresAt > :now", Long.class)
                .setParameter("id", id)
                .setParameter("sentAt", sentAt)
                .setParameter("now", now)
                .getSingleResult() == 1;
    }

    /**
     * Stores the delivery status of mails in one statement, except where a newer mail of the same challenge was queued.
     */
    void delivery(List<MailReceipt> mails, DeliveryStatus status) {
        List<MailReceipt> padded = padded(mails);
        StringBuilder pairs = new StringBuilder();
        for (int i = 0; i < padded.size(); i++) {
            pairs.append(i == 0 ? "" : " or ")
                    .append("c.id = :id").append(i).append(" and c.sentAt = :sentAt").append(i);
        }
        Query query = em.createQuery("update ChallengeEntity c set c.delivery = :status, c.deliveryAt = :now"
                        // by the primary key first, whatever the database makes of the alternatives
                        + " where c.id in :ids and (" + pairs + ")"
                        // the report of an attempt may come after that of the next one, which has succeeded, and after
                        // the network's
                        + " and c.delivery not in :left")
                .setParameter("status", status)
                .setParameter("left", List.of(DeliveryStatus.SENT, DeliveryStatus.DELIVERED, DeliveryStatus.BOUNCED))
                .setParameter("now", now)
                .setParameter("ids", padded.stream().map(MailReceipt::id).toList());
        for (int i = 0; i < padded.size(); i++) {
            query.setParameter("id" + i, padded.get(i).id()).setParameter("sentAt" + i, padded.get(i).queuedAt());
        }
        query.executeUpdate();
    }

    /** Stores what the network reports; returns false when it is known already, too late, or names no message. */
    boolean received(String realmId, String channel, String id, long sentAt, DeliveryStatus status) {
        return em.createQuery("update ChallengeEntity c set c.delivery = :status, c.deliveryAt = :now"
                        + " where c.id = :id and c.realmId = :realm and c.channel = :channel and c.sentAt = :sentAt"
                        + " and c.usedAt is null and c.expiresAt > :now and c.delivery not in :known")
                .setParameter("status", status)
                .setParameter("now", now)
                .setParameter("id", id)
                .setParameter("realm", realmId)
                .setParameter("channel", channel)
                .setParameter("sentAt", sentAt)
                .setParameter("known", List.of(DeliveryStatus.DELIVERED, DeliveryStatus.BOUNCED))
                .executeUpdate() == 1;
    }

    /** Repeats the first mail up to the next power of two: Hibernate keeps a plan for every text of a statement. */
    private static List<MailReceipt> padded(List<MailReceipt> mails) {
        int size = Integer.highestOneBit(2 * mails.size() - 1);
        return Stream.concat(mails.stream(), Collections.nCopies(size - mails.size(), mails.get(0)).stream()).toList();
    }

    private Query owned(String statement, OtpRequest request, String id) {
        return ofOwner(em.createQuery(statement + " and c.id = :id"), request, id);
    }

    private static Query ofOwner(Query statement, OtpRequest request, String id) {
        return owned(statement, request).setParameter("id", id);
    }

    private static <Q extends Query> Q owned(Q query, OtpRequest request) {
        ChallengeBinding binding = request.binding();
        query.setParameter("realm", binding.realmId())
                .setParameter("owner", request.owner())
                .setParameter("purpose", binding.purpose().id())
                .setParameter("holder", binding.holder())
                .setParameter("email", binding.addressHash());
        return query;
    }
}
