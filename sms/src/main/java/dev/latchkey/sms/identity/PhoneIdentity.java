package dev.latchkey.sms.identity;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import dev.latchkey.common.notification.Notification;
import dev.latchkey.common.notification.NotificationKind;
import dev.latchkey.common.notification.Notifications;
import dev.latchkey.otp.AccountIdentifier;
import dev.latchkey.otp.PhoneIdentifiers;
import dev.latchkey.sms.PhoneNumbers;
import dev.latchkey.sms.PhoneOfUser;
import dev.latchkey.sms.SmsPolicy;
import dev.latchkey.sms.jpa.PhoneHolders;
import org.keycloak.common.util.Time;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * Telephone numbers by which accounts are named, where the realm's policy has it. A number names the one account that
 * has claimed it last, by a code to it, and only while that account still has the number and its proof: the user
 * attribute alone names none.
 */
public final class PhoneIdentity {

    /** For so long an account that has claimed a number may be about to store the proof. */
    private static final long CLAIMING_MILLIS = Duration.ofMinutes(10).toMillis();

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
     * @return the account that it names as a telephone number, in any spelling; empty when it names none, and where
     *         numbers name no accounts
     */
    public Optional<UserModel> named(String typed) {
        return policy().byPhone() ? SmsPolicy.of(realm).read(typed).flatMap(this::find) : Optional.empty();
    }

    /**
     * @param number a number in the form of E.164
     * @return the account that it names
     */
    public Optional<UserModel> find(String number) {
        return new PhoneHolders(session, realm.getId()).holder(number)
                .map(holder -> session.users().getUserById(realm, holder.userId()))
                .filter(user -> hasProven(user, number));
    }

    private boolean hasProven(UserModel user, String number) {
        return new PhoneOfUser(session, realm, user).provenNumber().equals(Optional.of(number));
    }

    /**
     * Has a number name an account from now on that has just proven it. Where numbers name accounts, every other
     * account that has proven it before loses it, as identifier and as second factor, and is told by mail.
     *
     * @param user   the account
     * @param number the number, in the form of E.164
     * @param event  the event of the request; clones report what other accounts lose
     * @return false when other accounts claim it at the same moment, where numbers name accounts; nothing was changed
     *         then
     */
    public boolean take(UserModel user, String number, EventBuilder event) {
        Set<String> before = new HashSet<>();
        boolean claimed = new PhoneHolders(session, realm.getId()).claim(number, user.getId(), holder -> {
            before.add(holder.userId());
            return true;
        });
        if (!policy().byPhone()) {
            // noted all the same, for the day on which numbers name accounts
            return true;
        }
        if (claimed) {
            others(user, number, before).forEach(other -> release(other, number, event));
        }
        return claimed;
    }

    /** Those with the attribute, and those whom the number has named: their attribute may have another spelling. */
    private List<UserModel> others(UserModel user, String number, Set<String> before) {
        // no method reference: its byte code would name an interface that older lines of Keycloak lack
        session.users().searchForUserByUserAttributeStream(realm, PhoneOfUser.NUMBER, number)
                .forEach(found -> before.add(found.getId()));
        return before.stream().filter(id -> !id.equals(user.getId()))
                .map(id -> session.users().getUserById(realm, id)).filter(Objects::nonNull)
                .filter(other -> new PhoneOfUser(session, realm, other).hasProof(number)).toList();
    }

    /**
     * Ends what other numbers name an account that has proven another one, with the transaction of the request.
     *
     * @param user   the account
     * @param number the number that it has proven, in the form of E.164
     */
    public void keepAlone(UserModel user, String number) {
        new PhoneHolders(session, realm.getId()).keepAlone(number, user.getId());
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
     * Claims a number for an account that was made by it and has just proven it, unless it names another one.
     *
     * @param user   the account
     * @param number the number, in the form of E.164
     * @return whether the account has the claim now
     */
    public boolean claim(UserModel user, String number) {
        return new PhoneHolders(session, realm.getId()).claim(number, user.getId(), holder -> isGone(holder, number));
    }

    private boolean isGone(PhoneHolders.Holder holder, String number) {
        UserModel user = session.users().getUserById(realm, holder.userId());
        return user == null || holder.claimedAt() + CLAIMING_MILLIS < Time.currentTimeMillis()
                && !hasProven(user, number);
    }
}
