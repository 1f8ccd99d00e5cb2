package dev.latchkey.sms.identity;

import java.util.Optional;

import dev.latchkey.common.event.Audit;
import dev.latchkey.common.event.AuditStep;
import dev.latchkey.common.notification.Notification;
import dev.latchkey.common.notification.NotificationKind;
import dev.latchkey.common.notification.Notifications;
import dev.latchkey.otp.NumberChanges;
import dev.latchkey.otp.account.PhoneProof;
import dev.latchkey.otp.prompt.UnprovenSignIn;
import dev.latchkey.sms.PhoneNumbers;
import dev.latchkey.sms.PhoneOfUser;
import dev.latchkey.sms.SmsPolicy;
import dev.latchkey.sms.channel.NumberNotice;
import dev.latchkey.sms.channel.SmsChannelFactory;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Implements {@link NumberChanges}, and has what the page needs that takes a text of the user.
 *
 * @param session the request's session
 * @param realm   the realm
 */
public record NumberChange(KeycloakSession session, RealmModel realm) implements NumberChanges {

    @Override
    public boolean areOffered() {
        return SmsPolicy.isOn(realm) && SmsPolicy.sendsAtAll(session, realm);
    }

    @Override
    public boolean accepts(AuthenticationSessionModel authSession, UserModel user, String number) {
        return SmsPolicy.sends(session, realm, number)
                && (new PhoneOfUser(session, realm, user).mayProveAlone(number)
                        || UnprovenSignIn.mayReplaceAddress(session, authSession, user));
    }

    @Override
    public boolean prove(AuthenticationSessionModel authSession, UserModel user, PhoneProof proof,
            EventBuilder event) {
        Optional<String> before = new PhoneOfUser(session, realm, user).provenNumber();
        PhoneIdentity.Taken taken = new PhoneIdentity(session, realm).take(user, proof.number(), event,
                account -> maySet(authSession, account, proof.number()));
        if (taken == PhoneIdentity.Taken.REFUSED) {
            return false;
        }
        report(user, proof, event);
        if (taken == PhoneIdentity.Taken.NEW) {
            tellMailbox(user, proof.number());
            before.ifPresent(old -> NumberNotice.changed(session, realm, user, old));
        }
        return true;
    }

    /**
     * @param authSession a sign-in whose flow has succeeded
     * @param user        its user
     * @param number      a number in the form of E.164
     * @return whether this sign-in may set an address at all, and that number, as {@link #accepts}
     */
    public boolean maySet(AuthenticationSessionModel authSession, UserModel user, String number) {
        return UnprovenSignIn.maySetAddress(session, authSession, user) && accepts(authSession, user, number);
    }

    /**
     * Sends the event of a number that is proven.
     *
     * @param user  the account
     * @param proof the proof
     * @param event the event of the request; a clone is sent
     */
    public static void report(UserModel user, PhoneProof proof, EventBuilder event) {
        Audit.of(AuditStep.CODE_ACCEPTED).factor(proof.factor()).channel(SmsChannelFactory.ID)
                .reference(proof.reference())
                .on(event.clone().event(EventType.UPDATE_CREDENTIAL).user(user)
                        .detail(Details.CREDENTIAL_TYPE, PhoneOfUser.PROOF))
                .success();
    }

    /**
     * Tells the account's mailbox of a number that it had not proven before.
     *
     * @param user   the account
     * @param number the number, in the form of E.164
     */
    public void tellMailbox(UserModel user, String number) {
        Notifications.of(session).send(realm, user,
                Notification.of(NotificationKind.PHONE_CHANGED, PhoneNumbers.maskedInText(number)));
    }
}
