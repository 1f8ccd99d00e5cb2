package dev.latchkey.sms;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.latchkey.common.account.FreshUser;
import dev.latchkey.common.keys.MacMessage;
import dev.latchkey.common.tx.RequestTransaction;
import dev.latchkey.credential.console.ConsoleCredentials;
import dev.latchkey.otp.PhoneIdentifiers;
import dev.latchkey.otp.account.AddressProof;
import dev.latchkey.otp.account.DirectoryWrite;
import dev.latchkey.otp.account.StrongFactors;
import dev.latchkey.signin.CurrentTab;
import dev.latchkey.signin.account.AddressWatch;
import org.keycloak.common.util.Time;
import org.keycloak.credential.CredentialModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.storage.ReadOnlyException;

/**
 * The telephone number of an account, in the user attributes of Keycloak's client scope {@code phone}, and the proof of
 * it. The proof is a stored credential, because users and their administrators may be allowed to write the attributes:
 * a number that a code has not proven never counts as a factor, whatever the attributes say.
 */
public final class PhoneOfUser {

    /** The user attribute with the number; in the form of ITU-T E.164 once it is proven. */
    public static final String NUMBER = PhoneIdentifiers.ATTRIBUTE;
    /** The user attribute that says {@code true} when the number was proven; for tokens, decides nothing. */
    public static final String VERIFIED = "phoneNumberVerified";
    /** The type of the stored credential. */
    public static final String PROOF = AddressProof.PHONE;

    /** How its id begins, by which events tell it from others. */
    private static final String SENT_ID = "sent-";

    /** No node's cache lags for longer. */
    private static final Duration LAG = Duration.ofMinutes(1);

    private final KeycloakSession session;
    private final RealmModel realm;
    private final UserModel user;

    /**
     * @param session the request's session
     * @param realm   the account's realm
     * @param user    the account
     */
    public PhoneOfUser(KeycloakSession session, RealmModel realm, UserModel user) {
        this.session = session;
        this.realm = realm;
        this.user = user;
    }

    /**
     * Reads numbers without their country code as users may type them: administrators and directories write them so.
     *
     * @return the number in the form of E.164; empty when the account has none, or what it has is no number of a mobile
     *         phone
     */
    public Optional<String> number() {
        return read(user.getFirstAttribute(NUMBER));
    }

    /**
     * @param value a value of the attribute; may be null
     * @return the number, as {@link #number}
     */
    public Optional<String> read(String value) {
        return PhoneNumbers.mobile(value, SmsPolicy.of(realm).homeCountry());
    }

    /**
     * Reports whether a sign-in without a second factor may prove a number. Where numbers name accounts, the account's
     * claim decides if there is one: users may be allowed to write the attribute, and to remove the proof.
     *
     * @param number a number in the form of E.164
     * @return whether it names the account, or has named it until another one has claimed it without a code; where no
     *         number does, whether the account has this one, in any spelling, or none, proven or not, and no other text
     *         in its place
     */
    public boolean mayProveAlone(String number) {
        PhoneIdentifiers phones = session.getProvider(PhoneIdentifiers.class);
        if (phones.areConfigured(realm) && phones.hasClaims(realm, user)) {
            return phones.claimant(realm, number).filter(user.getId()::equals).isPresent()
                    || phones.mayReturn(realm, user, number);
        }
        String value = user.getFirstAttribute(NUMBER);
        return value == null || value.isBlank() || number().equals(Optional.of(number));
    }

    /**
     * @param newNumberTime how long a new number is no factor where there is something stronger
     * @return whether a code to the number is a second factor now
     */
    public boolean isFactor(Duration newNumberTime) {
        return provenNumber().flatMap(this::proof)
                .filter(proof -> isOlder(proof, newNumberTime) || !StrongFactors.has(user))
                .isPresent();
    }

    /** A proof without a date, such as an imported one, is always new. */
    private static boolean isOlder(CredentialModel proof, Duration time) {
        return proof.getCreatedDate() != null
                && proof.getCreatedDate() + time.toMillis() <= Time.currentTimeMillis();
    }

    private Optional<CredentialModel> proof(String number) {
        return proofs().stream().filter(proof -> content(number).equals(proof.getCredentialData())).findFirst();
    }

    private List<CredentialModel> proofs() {
        return user.credentialManager().getStoredCredentialsByTypeStream(PROOF).toList();
    }

    /**
     * @return the number, where a code has proven it and, where numbers name accounts, no other account has proven it
     *         since; empty for any other
     */
    public Optional<String> provenNumber() {
        PhoneIdentifiers phones = session.getProvider(PhoneIdentifiers.class);
        return number().filter(this::hasProof)
                .filter(number -> !phones.areConfigured(realm)
                        || phones.claimant(realm, number).filter(id -> !id.equals(user.getId())).isEmpty());
    }

    /**
     * @param number a number in the form of E.164
     * @return whether it is the account's number and a code has proven it, whichever account it names
     */
    public boolean hasProven(String number) {
        return number().equals(Optional.of(number)) && hasProof(number);
    }

    /**
     * @param number a number in the form of E.164
     * @return whether the account holds the proof of it, whichever account it names
     */
    public boolean hasProof(String number) {
        return proof(number).isPresent();
    }

    /**
     * @param number a number in the form of E.164
     * @return whether the account holds a proof of it, by a code or by a text that its user has sent
     */
    public boolean holds(String number) {
        return hasProof(number) || sentProof(number).isPresent();
    }

    /**
     * @param number a number in the form of E.164
     * @return whether it is the account's number and the account holds a proof of it, as {@link #holds}
     */
    public boolean hasAndHolds(String number) {
        return number().equals(Optional.of(number)) && holds(number);
    }

    /**
     * @param number a number in the form of E.164
     * @return whether a text that its user has sent is all by which the account holds it
     */
    public boolean holdsBySendingAlone(String number) {
        return sentProof(number).isPresent() && !hasProof(number);
    }

    private Optional<CredentialModel> sentProof(String number) {
        return proofs().stream().filter(proof -> sentContent(number).equals(proof.getCredentialData())).findFirst();
    }

    /**
     * Whether the account has a number that its user has proven by sending a text, and that the account which it names
     * has not proven since: a claim whose proof was removed is older.
     */
    private boolean hasSentNumber() {
        PhoneIdentifiers phones = session.getProvider(PhoneIdentifiers.class);
        return number().filter(number -> sentProof(number).isPresent())
                .filter(number -> phones.claimant(realm, number).filter(id -> !id.equals(user.getId()))
                        .map(id -> session.users().getUserById(realm, id))
                        .filter(other -> new PhoneOfUser(session, realm, other).holds(number)).isEmpty())
                .isPresent();
    }

    /** @return the number, where the attributes say that it was proven; decides nothing but to whom a notice goes */
    public Optional<String> markedNumber() {
        return isMarked() ? number() : Optional.empty();
    }

    private boolean isMarked() {
        return Boolean.parseBoolean(user.getFirstAttribute(VERIFIED));
    }

    /**
     * Stores a number that a code has proven, in place of the one before.
     *
     * @param number the number, in the form of E.164
     * @return whether it is another one than the account has proven before
     * @throws ReadOnlyException if the account's directory stores nothing, or Keycloak has not taken the credential;
     *                           then the request's transaction is rolled back
     */
    public boolean proven(String number) {
        boolean other = store(number, content(number), UUID.randomUUID().toString());
        changedHere(Optional.of(number));
        return other;
    }

    /**
     * Stores a number from which the account's user has sent a text. That is less than a code proves: the number of a
     * sender can be forged. It is no factor and resets no password.
     *
     * @param number the number, in the form of E.164
     * @return as {@link #proven}
     * @throws ReadOnlyException as {@link #proven}
     */
    public boolean provenBySending(String number) {
        // no longer than another id
        boolean other = store(number, sentContent(number),
                SENT_ID + UUID.randomUUID().toString().substring(SENT_ID.length()));
        changedHere(Optional.empty());
        return other;
    }

    /** The sign-in that sets a number goes on, though it may have begun with a code to the one before. */
    private void changedHere(Optional<String> byCode) {
        CurrentTab.of(session).filter(tab -> tab.getAuthenticatedUser().getId().equals(user.getId()))
                .ifPresent(tab -> AddressWatch.changed(tab, user, PhoneIdentifiers.CHANNEL, byCode));
    }

    /**
     * @param credentialId the id of a proof, which may be gone; may be null
     * @return whether it was one by a text that the user has sent
     */
    public static boolean isBySending(String credentialId) {
        return credentialId != null && credentialId.startsWith(SENT_ID);
    }

    private boolean store(String number, String content, String newId) {
        session.setAttribute(provenNow(), Boolean.TRUE);
        user.setSingleAttribute(NUMBER, number);
        user.setSingleAttribute(VERIFIED, Boolean.TRUE.toString());
        Optional<String> known = proofs().stream().filter(proof -> content.equals(proof.getCredentialData()))
                .findFirst().map(CredentialModel::getId);
        // an account may have been given several, such as by an import
        proofs().stream().map(CredentialModel::getId).filter(id -> !known.equals(Optional.of(id)))
                .forEach(id -> user.credentialManager().removeStoredCredentialById(id));
        if (known.isPresent()) {
            // proven once more: it is not a new number
            return false;
        }
        if (new ConsoleCredentials(user, PROOF).create(session, realm, newId, PhoneNumbers.masked(number), content)
                .isEmpty()) {
            // neither the attributes nor the end of the old proof may stay without the new one
            RequestTransaction.veto(session);
            throw new ReadOnlyException("The credential of a number was not stored");
        }
        return true;
    }

    /**
     * Ends the proof of a number that another account has proven since, or that has come back otherwise than by a code.
     * What remains of it counts for nothing but this: the account has had a number, so that a password alone sets no
     * other one.
     *
     * @param number the number, in the form of E.164, which the account has proven
     */
    public void release(String number) {
        proof(number).or(() -> sentProof(number)).ifPresent(this::end);
        DirectoryWrite.attempt(user, account -> account.setSingleAttribute(VERIFIED, Boolean.FALSE.toString()));
    }

    private void end(CredentialModel proof) {
        proof.setCredentialData(ended(proof));
        user.credentialManager().updateStoredCredential(proof);
    }

    private static String ended(CredentialModel proof) {
        return AddressProof.isBySending(proof) ? sentContent("") : content("");
    }

    /**
     * Ends the proofs of numbers that the account had before an administrator, a directory or an identity provider has
     * given it another one, which is to be proven first. Where the account has none, or no number of a mobile phone,
     * they stay: it is not known to be another one.
     *
     * @param now reads the values of the attribute past what this request has loaded before
     */
    public void releaseOthers(Supplier<List<String>> now) {
        // of a user of a directory the cache learns of the new proof when the request is committed
        if (session.getAttribute(provenNow()) != null || others().isEmpty()) {
            return;
        }
        // a cache that lags ends nothing
        UserModel stored = FreshUser.of(session, realm, user);
        if (stored != null) {
            PhoneOfUser phone = new PhoneOfUser(session, realm, stored);
            phone.others().stream().filter(proof -> !isOfNumber(proof, now)).forEach(phone::end);
        }
    }

    /**
     * Reports whether another request has proven a number since this one has read the account: what this one knows of
     * the number is over then.
     *
     * @param now as of {@link #releaseOthers}
     * @return whether the account has another number by now than it seems to have, and holds the proof of it
     */
    public boolean isOutdated(Supplier<List<String>> now) {
        if (session.getAttribute(provenNow()) != null || foreign().isEmpty()) {
            return false;
        }
        UserModel stored = FreshUser.of(session, realm, user);
        if (stored == null) {
            return false;
        }
        return new PhoneOfUser(session, realm, stored).foreign().stream().anyMatch(proof -> isOfNumber(proof, now));
    }

    /** Whether another request has stored the proof a moment ago, and the number of it: the proof is read first. */
    private static boolean isOfNumber(CredentialModel proof, Supplier<List<String>> now) {
        return isOfThisMoment(proof) && contents(readings(now.get())).contains(proof.getCredentialData());
    }

    /** Without its country code, the number may be the proven one, whichever country the realm names by now. */
    private List<CredentialModel> others() {
        if (number().isEmpty()) {
            return List.of();
        }
        return foreign();
    }

    /** The proofs that count of numbers which no value of the attribute can be. */
    private List<CredentialModel> foreign() {
        return but(contents(readings(values())));
    }

    /** The proofs that count, but for those of the content. */
    private List<CredentialModel> but(Set<String> contents) {
        return proofs().stream().filter(proof -> !ended(proof).equals(proof.getCredentialData())
                && !contents.contains(proof.getCredentialData())).toList();
    }

    private List<String> values() {
        return user.getAttributeStream(NUMBER).filter(Objects::nonNull).toList();
    }

    private static Set<String> readings(List<String> values) {
        return values.stream().flatMap(value -> PhoneNumbers.readings(value).stream()).collect(Collectors.toSet());
    }

    private static Set<String> contents(Set<String> numbers) {
        return numbers.stream().flatMap(number -> Stream.of(content(number), sentContent(number)))
                .collect(Collectors.toSet());
    }

    /**
     * Undoes what the account's user has written over a number that the account has proven: the action that proves
     * numbers replaces it, and else a thief of the user's token would take the number away. Ends the proof of one that
     * the user has brought back: an administrator may have replaced it. Another spelling of it is for {@link #spell}.
     *
     * @param before the values of the attribute until then
     * @return false when another request proves a number at the same moment: this one is rolled back
     */
    public boolean settleOwnWrite(List<String> before) {
        if (session.getAttribute(provenNow()) != null) {
            return true;
        }
        // of what another request proves at the same moment, a cache does not know yet
        UserModel stored = FreshUser.of(session, realm, user);
        return stored == null || new PhoneOfUser(session, realm, stored).settleFresh(before);
    }

    private boolean settleFresh(List<String> before) {
        // of what another request has proven a moment ago, this one would take the place
        if (!unknown(before).isEmpty()) {
            RequestTransaction.veto(session);
            return false;
        }
        Optional<String> held = readings(before).stream().filter(this::holds).findFirst();
        if (held.isEmpty()) {
            number().filter(number -> proof(number).or(() -> sentProof(number))
                    .filter(proof -> !isOfThisMoment(proof)).isPresent()).ifPresent(this::release);
        } else {
            // a database may return several values in any order
            if (values().size() != 1 || !number().equals(held)) {
                user.setSingleAttribute(NUMBER, held.get());
            }
            if (!isMarked() && (provenNumber().isPresent() || hasSentNumber())) {
                user.setSingleAttribute(VERIFIED, Boolean.TRUE.toString());
            }
        }
        return true;
    }

    /** The proofs of a moment ago of a number that is neither one of those before nor all that the account has now. */
    private List<CredentialModel> unknown(List<String> before) {
        Set<String> known = readings(before);
        if (values().size() == 1) {
            number().ifPresent(known::add);
        }
        return but(contents(known)).stream().filter(PhoneOfUser::isOfThisMoment).toList();
    }

    /**
     * Writes a number that the account holds in the form of E.164, and nothing beside it, where a user, an
     * administrator, a directory or an identity provider has given it another spelling, or a second value: another
     * account that proves it finds this one by that form. A directory that stores nothing keeps its own.
     */
    public void spell() {
        Optional<String> number = number().filter(held -> !List.of(held).equals(values()) && holds(held));
        if (session.getAttribute(provenNow()) != null || number.isEmpty()
                || !DirectoryWrite.possible(session, realm, user)) {
            return;
        }
        // a cache that lags writes nothing
        UserModel stored = FreshUser.of(session, realm, user);
        if (stored != null && new PhoneOfUser(session, realm, stored).hasAndHolds(number.get())) {
            DirectoryWrite.attempt(user, account -> account.setSingleAttribute(NUMBER, number.get()));
        }
    }

    /**
     * Takes the mark of a verified number away where neither a code nor a text of its user has proven the number that
     * the account has now: users, administrators and directories may have written either attribute, or removed the
     * proof. A directory that stores nothing keeps its mark.
     */
    public void settle() {
        // of a user of a directory the cache learns of the new proof when the request is committed
        if (session.getAttribute(provenNow()) == null
                && isMarked() && provenNumber().isEmpty() && !hasSentNumber()
                && DirectoryWrite.possible(session, realm, user)) {
            user.setSingleAttribute(VERIFIED, Boolean.FALSE.toString());
        }
    }

    /** Of another node, perhaps: to a cache that lags its number has come back. */
    private static boolean isOfThisMoment(CredentialModel proof) {
        return proof.getCreatedDate() != null && !isOlder(proof, LAG);
    }

    private String provenNow() {
        return PhoneOfUser.class.getName() + '.' + user.getId();
    }

    private static String content(String number) {
        return "{\"number\":\"" + MacMessage.of(PROOF, number).sha256() + "\"}";
    }

    private static String sentContent(String number) {
        return AddressProof.sentContent(MacMessage.of(PROOF, number).sha256());
    }
}
