package dev.latchkey.sms.jpa;

import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

import dev.latchkey.common.keys.MacMessage;
import dev.latchkey.common.tx.MissingRowException;
import dev.latchkey.common.tx.OwnTransaction;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/**
 * Which account a telephone number names: one for each number and realm, across all nodes. A row alone proves nothing:
 * the account must still have the number and its proof.
 */
public final class PhoneHolders {

    private static final String KIND = "phone-holder";
    /** Of rows that name no account: their time is that of the last sign-up by the number. */
    private static final String SIGN_UP = "phone-sign-up";
    /** Of rows that name an account whose number another one has claimed: no user deletes them, unlike a proof. */
    private static final String FORMER = "phone-former";
    /** Of rows that name no account: their time differs after each number that the account was given. */
    private static final String ACCOUNT = "phone-account";
    /** Time of such a row until a code has given the number to the other account, and from then on. */
    private static final long CLAIMED = 0;
    private static final long LOST = -1;
    private static final int TRIES = 3;

    /**
     * The account that a number names.
     *
     * @param userId    the account
     * @param claimedAt when it claimed the number, epoch milliseconds
     */
    public record Holder(String userId, long claimedAt) {
    }

    /**
     * The claim of an account to a number.
     *
     * @param number the number, in the form of E.164
     * @param userId the account
     * @param before whom the number has named before, the account itself where it has claimed it once more
     */
    public record Claim(String number, String userId, Optional<Holder> before) {

        /** @return the other account that the number has named before; empty for none */
        public Optional<String> former() {
            return before.map(Holder::userId).filter(id -> !id.equals(userId));
        }
    }

    /**
     * The row of a number, as it was at one moment.
     *
     * @param row    its id
     * @param holder whom the number names, without an id for none; its time differs after each change of the row
     */
    public record Seen(String row, Holder holder) {
    }

    private final KeycloakSession session;
    private final String realmId;

    /**
     * @param session the request's session
     * @param realmId the realm
     */
    public PhoneHolders(KeycloakSession session, String realmId) {
        this.session = session;
        this.realmId = realmId;
    }

    /**
     * @param number a number in the form of E.164
     * @return the account that claimed it last; empty when none has
     */
    public Optional<Holder> holder(String number) {
        return holder(session, id(number)).filter(holder -> holder.userId() != null);
    }

    /**
     * @param userId an account
     * @return whether any number names it, or has named it until another account has claimed that
     */
    public boolean holdsAny(String userId) {
        return em(session).createQuery("select count(p) from PhoneHolderEntity p where p.realmId = :realm"
                        + " and p.userId = :user", Long.class)
                .setParameter("realm", realmId)
                .setParameter("user", userId)
                .getSingleResult() > 0;
    }

    /**
     * @param userId an account
     * @return whether a code has given its number to another account, and it has proven none since
     */
    public boolean hasLost(String userId) {
        return em(session).createQuery("select count(p) from PhoneHolderEntity p where p.realmId = :realm"
                        + " and p.userId = :user and p.claimedAt = :lost", Long.class)
                .setParameter("realm", realmId)
                .setParameter("user", userId)
                .setParameter("lost", LOST)
                .getSingleResult() > 0;
    }

    /**
     * @param number a number in the form of E.164
     * @param userId an account
     * @return whether the number has named it until another account has claimed it, by a text or without a proof, and
     *         it has proven none since
     */
    public boolean mayReturn(String number, String userId) {
        return holder(session, formerId(number, userId))
                .filter(holder -> holder.userId() != null && holder.claimedAt() == CLAIMED).isPresent();
    }

    /**
     * Ends what other numbers name the account, and what it has lost, with the transaction of the request.
     *
     * @param number the one that it keeps, in the form of E.164
     * @param userId the account
     */
    public void keepAlone(String number, String userId) {
        em(session).createQuery("update PhoneHolderEntity p set p.userId = null where p.realmId = :realm"
                        + " and p.userId = :user and p.id <> :id")
                .setParameter("realm", realmId)
                .setParameter("user", userId)
                .setParameter("id", id(number))
                .executeUpdate();
    }

    /**
     * Claims a number for an account, in a transaction of its own: of two claims at once, one sees the other.
     *
     * @param number a number in the form of E.164 that a code has just proven
     * @param userId the account
     * @param yields whether the present holder yields the number; not asked where there is none
     * @return the claim, which is committed; empty when the holder does not yield the number
     */
    public Optional<Claim> claim(String number, String userId, Predicate<Holder> yields) {
        String id = id(number);
        if (holder(session, id).isEmpty()) {
            OwnTransaction.create(session, em -> insert(em, id));
        }
        for (int tries = 0; tries < TRIES; tries++) {
            Optional<Holder> seen = OwnTransaction.run(session, own -> holder(own, id));
            if (seen.isEmpty()) {
                return Optional.empty();
            }
            Claim claim = new Claim(number, userId, seen.filter(holder -> holder.userId() != null));
            if (claim.before().filter(holder -> holder.userId().equals(userId)).isPresent()) {
                return Optional.of(claim);
            }
            if (claim.before().isPresent() && !yields.test(seen.get())) {
                return Optional.empty();
            }
            if (claim(number, new Seen(id, seen.get()), userId)) {
                return Optional.of(claim);
            }
        }
        return Optional.empty();
    }

    /**
     * Claims a number for an account, in a transaction of its own, as long as its row is as it was seen: what was asked
     * since holds then.
     *
     * @param number the number, in the form of E.164
     * @param seen   what {@link #see} has returned for it
     * @param userId the account
     * @return false when the row has changed since
     */
    public boolean claim(String number, Seen seen, String userId) {
        return OwnTransaction.run(session, own -> {
            boolean claimed = changed(own, seen, new Holder(userId, Time.currentTimeMillis()));
            String before = seen.holder().userId();
            if (claimed && before != null && !before.equals(userId)) {
                keepNamed(own, number, before);
            }
            return claimed;
        });
    }

    /** The account stays one that a number has named, whatever the claim was made by. */
    private void keepNamed(KeycloakSession own, String number, String userId) {
        String id = formerId(number, userId);
        // one without an account may be purged at this moment
        if (!moved(own, id, null, new Holder(userId, CLAIMED))
                && holder(own, id).filter(row -> userId.equals(row.userId())).isEmpty()) {
            throw new MissingRowException(em -> insert(em, id));
        }
    }

    /**
     * Notes with the transaction of the request that an account has lost its number to one that has claimed it and
     * proven it by a code. Does nothing to an account that the number has not named before.
     *
     * @param number the number, in the form of E.164
     * @param userId the account that the number may have named before
     */
    public void lose(String number, String userId) {
        em(session).createQuery("update PhoneHolderEntity p set p.claimedAt = :lost where p.id = :id"
                        + " and p.userId = :user")
                .setParameter("lost", LOST)
                .setParameter("id", formerId(number, userId))
                .setParameter("user", userId)
                .executeUpdate();
    }

    /**
     * Keeps a number for the account that has claimed it until the transaction of the request ends: another claim waits
     * until then, and asks anew, whether the proof was stored meanwhile.
     *
     * @param number the number, in the form of E.164
     * @param userId the account
     * @return false when another account has claimed the number since
     */
    public boolean hold(String number, String userId) {
        return em(session).createQuery("update PhoneHolderEntity p set p.claimedAt = :now where p.id = :id"
                        + " and p.userId = :user")
                .setParameter("now", Time.currentTimeMillis())
                .setParameter("id", id(number))
                .setParameter("user", userId)
                .executeUpdate() == 1;
    }

    /**
     * Reads the row of a number, in a transaction of its own.
     *
     * @param number a number in the form of E.164
     * @return the row, which is created where there is none; empty where another transaction is about to create it
     */
    public Optional<Seen> see(String number) {
        return seeRow(id(number));
    }

    /**
     * Reads the row of an account that is about to be given a number, in a transaction of its own.
     *
     * @param userId the account
     * @return as {@link #see}; {@link #hold(Seen)} keeps other numbers from the account
     */
    public Optional<Seen> seeAccount(String userId) {
        return seeRow(MacMessage.of(ACCOUNT, realmId, userId).sha256());
    }

    private Optional<Seen> seeRow(String id) {
        Optional<Holder> known = OwnTransaction.run(session, own -> holder(own, id));
        if (known.isEmpty() && OwnTransaction.create(session, em -> insert(em, id))) {
            known = OwnTransaction.run(session, own -> holder(own, id));
        }
        return known.map(holder -> new Seen(id, holder));
    }

    /**
     * Keeps others from a number until the transaction of the request ends: of two that have seen the same, one gets
     * true, and a claim waits, and asks anew, whether a proof was stored meanwhile.
     *
     * @param seen what {@link #see} has returned
     * @return false when the row has changed since
     */
    public boolean hold(Seen seen) {
        Holder holder = seen.holder();
        // not the current time: it would renew what an account has claimed long ago
        return changed(session, seen, new Holder(holder.userId(), holder.claimedAt() + 1));
    }

    /**
     * Undoes a claim, in a transaction of its own, unless another account has claimed the number since.
     *
     * @param claim the claim, whose account has not stored the proof
     */
    public void giveBack(Claim claim) {
        Holder before = claim.before().orElseGet(() -> new Holder(null, Time.currentTimeMillis()));
        if (!claim.userId().equals(before.userId())) {
            // another number that the account was given meanwhile has ended the claim
            OwnTransaction.run(session, own -> (moved(own, id(claim.number()), claim.userId(), before)
                    || before.userId() != null && moved(own, id(claim.number()), null, before))
                    && (before.userId() == null || regain(own, claim.number(), before.userId())));
        }
    }

    private boolean regain(KeycloakSession own, String number, String userId) {
        return changed(own, new Seen(formerId(number, userId), new Holder(userId, CLAIMED)),
                new Holder(null, Time.currentTimeMillis()));
    }

    /**
     * @param number a number in the form of E.164
     * @return when the last sign-up by it has ended, epoch milliseconds
     * @throws MissingRowException for the transaction's runner, at the first sign-up by the number
     */
    public long signUpMark(String number) {
        String id = signUpId(number);
        return holder(session, id).orElseThrow(() -> new MissingRowException(em -> insert(em, id))).claimedAt();
    }

    /**
     * @param number a number in the form of E.164
     * @param mark   what {@link #signUpMark} has returned in the same transaction
     * @return false when another sign-up by the number has ended since
     */
    public boolean signedUp(String number, long mark) {
        return em(session).createQuery("update PhoneHolderEntity p set p.claimedAt = :now where p.id = :id"
                        + " and p.claimedAt = :mark")
                .setParameter("now", Math.max(Time.currentTimeMillis(), mark + 1))
                .setParameter("id", signUpId(number))
                .setParameter("mark", mark)
                .executeUpdate() == 1;
    }

    private void insert(EntityManager em, String id) {
        PhoneHolderEntity row = new PhoneHolderEntity();
        row.id = id;
        row.realmId = realmId;
        row.claimedAt = Time.currentTimeMillis();
        em.persist(row);
    }

    private static boolean changed(KeycloakSession session, Seen seen, Holder to) {
        return changed(session, seen.row(), seen.holder().userId(), to, " and p.claimedAt = :seen",
                query -> query.setParameter("seen", seen.holder().claimedAt()));
    }

    private static boolean moved(KeycloakSession own, String id, String from, Holder to) {
        return changed(own, id, from, to, "", query -> query);
    }

    private static boolean changed(KeycloakSession session, String id, String from, Holder to, String more,
            UnaryOperator<Query> parameters) {
        Query move = em(session).createQuery("update PhoneHolderEntity p set p.userId = :to, p.claimedAt = :at"
                        + " where p.id = :id and p.userId " + (from == null ? "is null" : "= :from") + more)
                .setParameter("to", to.userId())
                .setParameter("at", to.claimedAt())
                .setParameter("id", id);
        if (from != null) {
            move.setParameter("from", from);
        }
        return parameters.apply(move).executeUpdate() == 1;
    }

    private static Optional<Holder> holder(KeycloakSession session, String id) {
        return em(session).createQuery("select p.userId, p.claimedAt from PhoneHolderEntity p where p.id = :id",
                        Object[].class)
                .setParameter("id", id)
                .getResultStream()
                .map(row -> new Holder((String) row[0], (Long) row[1]))
                .findFirst();
    }

    private static EntityManager em(KeycloakSession session) {
        return session.getProvider(JpaConnectionProvider.class).getEntityManager();
    }

    private String signUpId(String number) {
        return MacMessage.of(SIGN_UP, realmId, number).sha256();
    }

    private String formerId(String number, String userId) {
        return MacMessage.of(FORMER, realmId, number, userId).sha256();
    }

    private String id(String number) {
        return MacMessage.of(KIND, realmId, number).sha256();
    }
}
