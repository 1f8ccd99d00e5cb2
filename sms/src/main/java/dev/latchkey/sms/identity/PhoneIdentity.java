package dev.latchkey.sms.identity;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.latchkey.common.account.FreshUser;
import dev.latchkey.common.notification.Notification;
import dev.latchkey.common.notification.NotificationKind;
import dev.latchkey.common.notification.Notifications;
import dev.latchkey.common.tx.RequestTransaction;
import dev.latchkey.otp.AccountIdentifier;
import dev.latchkey.otp.PhoneIdentifiers;
import dev.latchkey.otp.account.DirectoryWrite;
import dev.latchkey.sms.PhoneNumbers;
import dev.latchkey.sms.PhoneOfUser;
import dev.latchkey.sms.SmsPolicy;
import dev.latchkey.sms.jpa.PhoneHolders;
import dev.latchkey.sms.jpa.StoredAttribute;
import org.keycloak.common.util.Time;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.storage.StorageId;

/**
 * Telephone numbers by which accounts are named, where the realm's policy has it. A number names the one account that
 * has claimed it last, by a code to it, and only while that account still has the number and its proof: the user
 * attribute alone names none.
 */
public final class PhoneIdentity {

    /** For so long an account that has claimed a number may be about to store the proof. */
    private static final long CLAIMING_MILLIS = Duration.ofMinutes(10).toMillis();

    /** Of the request, and an account that has claimed a number in it: the account that the number named before. */
    private static final String FORMER = "latchkey.phone-former.";

    /** What a proof has changed. */
    public enum Taken {
        /** The account has a number that it had not proven before. */
        NEW,
        /** The account has proven its number once more. */
        REPEATED,
        /** Nothing: another account claims the number at the same moment, or the account's directory stores nothing. */
        REFUSED
    }

    private final KeycloakSession session;
    private final RealmModel realm;

    /**
     * @param session the request's session
     * @param realm   the realm
     */
    public PhoneIdentity(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    /** @return as {@link PhoneIdentifiers#policy} */
    public AccountIdentifier policy() {
        return session.getProvider(PhoneIdentifiers.class).policy(realm);
    }

    /**
     * @param typed what was typed as the name of an account; may be null
     * @return the account that it names as a telephone number, in any spelling, also one whose sign-up has proven it by
     *         a text of its user: behind the name a password is asked for. Empty when it names none, and where numbers
     *         name no accounts
     */
    public Optional<UserModel> named(String typed) {
        return policy().byPhone() ? SmsPolicy.of(realm).read(typed)
                .flatMap(number -> holder(number, phone -> phone.hasAndHolds(number))) : Optional.empty();
    }

    /**
     * @param number a number in the form of E.164
     * @return the account that it names, where a code has proven it
     */
    public Optional<UserModel> find(String number) {
        return holder(number, phone -> phone.hasProven(number));
    }

    private Optional<UserModel> holder(String number, Predicate<PhoneOfUser> counts) {
        return new PhoneHolders(session, realm.getId()).holder(number)
                .map(holder -> session.users().getUserById(realm, holder.userId()))
                .filter(user -> counts.test(new PhoneOfUser(session, realm, user)));
    }

    /**
     * Stores that an account has just proven a number, which names it from now on in place of any other one. Where
     * numbers name accounts, every other account that has proven it before loses it, as identifier and as second
     * factor, and is told by mail.
     *
     * @param user    the account
     * @param number  the number, in the form of E.164
     * @param event   the event of the request; clones report what other accounts lose
     * @param allowed whether the account, as the database has it now, may be given the number; of several numbers at
     *                once the account is given one
     * @return what has changed
     */
    public Taken take(UserModel user, String number, EventBuilder event, Predicate<UserModel> allowed) {
        boolean names = session.getProvider(PhoneIdentifiers.class).areConfigured(realm);
        PhoneHolders holders = new PhoneHolders(session, realm.getId());
        // seen before the question, so that the answer holds while what was seen does
        Optional<PhoneHolders.Seen> account = holders.seeAccount(user.getId());
        if (account.isEmpty() || !allows(user.getId(), allowed)) {
            return Taken.REFUSED;
        }
        // noted also where numbers name no accounts, for the day on which they do
        Optional<PhoneHolders.Claim> claim = holders.claim(number, user.getId(), holder -> true);
        if (names && claim.isEmpty()) {
            return Taken.REFUSED;
        }
        // no account loses the number before its new owner has it
        Taken taken = store(user, number, claim, names, account.get());
        if (taken != Taken.REFUSED) {
            if (names) {
                List<UserModel> found = withNumber(user, number, claim.flatMap(PhoneHolders.Claim::before));
                holding(found, number).forEach(other -> release(other, number, event));
                // also one that this account has displaced by a text before
                found.forEach(other -> holders.lose(number, other.getId()));
            }
            holders.keepAlone(number, user.getId());
            claim.flatMap(PhoneHolders.Claim::former).ifPresent(former -> holders.lose(number, former));
        }
        return taken;
    }

    /**
     * Stores that the user of an account has sent a text from a number, unless an account holds the number already:
     * that proves too little to take it from one, and it names no account. A code of another account to the number
     * takes it from this one. Of several at once, one is given the number, and of several numbers the account is given
     * one.
     *
     * @param user    the account
     * @param number  the number, in the form of E.164
     * @param allowed as in {@link #take}
     * @param text    uses the text up, once nothing stands against it; false when it is used up already
     * @return what has changed; {@link Taken#REFUSED} also where an account holds the number
     */
    public Taken takeBySending(UserModel user, String number, Predicate<UserModel> allowed, BooleanSupplier text) {
        PhoneHolders holders = new PhoneHolders(session, realm.getId());
        // seen before the questions, so that the answers hold while what was seen does
        Optional<PhoneHolders.Seen> account = holders.seeAccount(user.getId());
        Optional<PhoneHolders.Seen> seen = holders.see(number);
        if (account.isEmpty() || seen.isEmpty() || !allows(user.getId(), allowed) || !isFree(user, number)) {
            return Taken.REFUSED;
        }
        // a database that works on what it has read would refuse to change a row that another one has changed since
        RequestTransaction.releaseConnection(session);
        if (!holders.hold(account.get()) || !holders.hold(seen.get()) || !text.getAsBoolean()) {
            return Taken.REFUSED;
        }
        AtomicBoolean isNew = new AtomicBoolean();
        if (!DirectoryWrite.attempt(user, written ->
                isNew.set(new PhoneOfUser(session, realm, written).provenBySending(number)))) {
            // with what was written of the proof until then
            RequestTransaction.startOver(session);
            return Taken.REFUSED;
        }
        return isNew.get() ? Taken.NEW : Taken.REPEATED;
    }

    /**
     * @param user   an account
     * @param number a number in the form of E.164
     * @return whether no other account holds the number, or claims it
     */
    public boolean isFree(UserModel user, String number) {
        Optional<PhoneHolders.Holder> holder = new PhoneHolders(session, realm.getId()).holder(number);
        return holder.filter(other -> !other.userId().equals(user.getId()) && !isGone(other, number)).isEmpty()
                && holding(withNumber(user, number, holder), number).isEmpty();
    }

    /**
     * @param user   an account
     * @param number a number in the form of E.164
     * @return as {@link PhoneIdentifiers#mayReturn}
     */
    public boolean mayReturn(UserModel user, String number) {
        PhoneHolders holders = new PhoneHolders(session, realm.getId());
        return holders.mayReturn(number, user.getId())
                && holders.holder(number).flatMap(holder -> fresh(holder.userId()))
                        .filter(other -> new PhoneOfUser(session, realm, other).hasProof(number)).isEmpty();
    }

    /** A claim without its proof would leave the number to no account. */
    private Taken store(UserModel user, String number, Optional<PhoneHolders.Claim> claim, boolean names,
            PhoneHolders.Seen seen) {
        AtomicBoolean isNew = new AtomicBoolean();
        PhoneHolders holders = new PhoneHolders(session, realm.getId());
        boolean held = false;
        boolean stored = false;
        try {
            // before anything is written: another number for the account waits here, and is refused then
            held = holders.hold(seen);
            stored = held && DirectoryWrite.attempt(user, account ->
                            isNew.set(new PhoneOfUser(session, realm, account).proven(number)))
                    && (!names || holders.hold(number, user.getId()));
        } finally {
            if (held && !stored) {
                // with what was written of the proof until then
                RequestTransaction.startOver(session);
            }
            // another request of the same user may have stored it meanwhile
            if (!stored && fresh(user.getId()).filter(account ->
                    new PhoneOfUser(session, realm, account).hasProof(number)).isEmpty()) {
                claim.ifPresent(holders::giveBack);
            }
        }
        if (!stored) {
            return Taken.REFUSED;
        }
        return isNew.get() ? Taken.NEW : Taken.REPEATED;
    }

    /** Asks of the account as it is now: the request may have read it before another one has given it a number. */
    private boolean allows(String userId, Predicate<UserModel> allowed) {
        return fresh(userId).filter(allowed).isPresent() && (!StorageId.isLocalStorage(userId) || isAsStored(userId));
    }

    /** A directory may give an imported user another number than the rows have. */
    private boolean isAsStored(String userId) {
        UserModel account = FreshUser.ownRows(session, realm, userId);
        return account != null && account.getAttributeStream(PhoneOfUser.NUMBER).collect(Collectors.toSet())
                .equals(new HashSet<>(StoredAttribute.values(session, userId, PhoneOfUser.NUMBER)));
    }

    /** Those with the attribute, and the one whom the number has named: its attribute may have another spelling. */
    private List<UserModel> withNumber(UserModel user, String number, Optional<PhoneHolders.Holder> holder) {
        Set<String> before = new HashSet<>();
        holder.map(PhoneHolders.Holder::userId).ifPresent(before::add);
        // no method reference: its byte code would name an interface that older lines of Keycloak lack
        session.users().searchForUserByUserAttributeStream(realm, PhoneOfUser.NUMBER, number)
                .forEach(found -> before.add(found.getId()));
        return before.stream().filter(id -> !id.equals(user.getId())).flatMap(id -> fresh(id).stream()).toList();
    }

    private List<UserModel> holding(List<UserModel> users, String number) {
        return users.stream().filter(other -> new PhoneOfUser(session, realm, other).holds(number)).toList();
    }

    /** Of an account that has proven the number a moment ago, a node's cache may not know it yet. */
    private Optional<UserModel> fresh(String userId) {
        return Optional.ofNullable(session.users().getUserById(realm, userId))
                .map(other -> StorageId.isLocalStorage(userId) ? FreshUser.of(session, realm, other) : other);
    }

    /** The demand for a second factor stays with the flow, and no password alone sets another number. */
    private void release(UserModel other, String number, EventBuilder event) {
        new PhoneOfUser(session, realm, other).release(number);
        event.clone().event(EventType.UPDATE_CREDENTIAL).user(other)
                .detail(Details.CREDENTIAL_TYPE, PhoneOfUser.PROOF).success();
        Notifications.of(session).send(realm, other,
                Notification.of(NotificationKind.PHONE_TAKEN, PhoneNumbers.maskedInText(number)));
    }

    /**
     * Claims a number for an account that was made by it and has just proven it by a code, unless it names another one.
     * A text that the user of that one has sent is less than a code.
     *
     * @param user   the account
     * @param number the number, in the form of E.164
     * @return whether the account has the claim now
     */
    public boolean claim(UserModel user, String number) {
        Optional<PhoneHolders.Claim> claim = new PhoneHolders(session, realm.getId()).claim(number, user.getId(),
                holder -> isGone(holder, number) || holdsBySendingAlone(holder, number));
        claim.flatMap(PhoneHolders.Claim::former)
                .ifPresent(former -> session.setAttribute(FORMER + user.getId(), former));
        return claim.isPresent();
    }

    /**
     * Claims a number for an account that was made by it and whose user has just sent a text from it, unless an account
     * holds it: that proves too little to take it from one.
     *
     * @param user   the account
     * @param number the number, in the form of E.164
     * @return whether the account has the claim now
     */
    public boolean claimBySending(UserModel user, String number) {
        PhoneHolders holders = new PhoneHolders(session, realm.getId());
        // seen before the question, so that the answer holds while what was seen does
        return holders.see(number).filter(seen -> isFree(user, number) && holders.claim(number, seen, user.getId()))
                .isPresent();
    }

    /**
     * Stores the proof of a number that the account has claimed. Accounts whose users have sent a text from it lose it.
     *
     * @param user   the account
     * @param number the number, in the form of E.164
     * @return false when the account's directory stores nothing, or another account has claimed the number since: the
     *         caller rolls the transaction of the request back
     */
    public boolean proven(UserModel user, String number) {
        boolean proven = hold(user, number, phone -> phone.proven(number));
        if (proven) {
            EventBuilder event = new EventBuilder(realm, session, session.getContext().getConnection());
            List<UserModel> found = withNumber(user, number, Optional.empty());
            found.stream().filter(other -> new PhoneOfUser(session, realm, other).holdsBySendingAlone(number))
                    .forEach(other -> release(other, number, event));
            // also those that this account has displaced in an earlier request, by a text or without a proof
            Stream.concat(found.stream().map(other -> other.getId()),
                            Stream.ofNullable(session.getAttribute(FORMER + user.getId(), String.class)))
                    .distinct().forEach(id -> new PhoneHolders(session, realm.getId()).lose(number, id));
        }
        return proven;
    }

    /**
     * Stores that the user of an account has sent a text from the number that the account has claimed.
     *
     * @param user   the account
     * @param number the number, in the form of E.164
     * @return as {@link #proven}
     */
    public boolean provenBySending(UserModel user, String number) {
        return hold(user, number, phone -> phone.provenBySending(number));
    }

    private boolean hold(UserModel user, String number, Consumer<PhoneOfUser> proof) {
        return DirectoryWrite.attempt(user, account -> proof.accept(new PhoneOfUser(session, realm, account)))
                && new PhoneHolders(session, realm.getId()).hold(number, user.getId());
    }

    private boolean holdsBySendingAlone(PhoneHolders.Holder holder, String number) {
        return fresh(holder.userId())
                .filter(user -> new PhoneOfUser(session, realm, user).holdsBySendingAlone(number)).isPresent();
    }

    private boolean isGone(PhoneHolders.Holder holder, String number) {
        UserModel user = session.users().getUserById(realm, holder.userId());
        return user == null || holder.claimedAt() + CLAIMING_MILLIS < Time.currentTimeMillis()
                && !new PhoneOfUser(session, realm, user).hasProven(number);
    }
}
