package dev.latchkey.sms.channel;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import dev.latchkey.common.notification.NotificationKind;
import dev.latchkey.common.tx.Committed;
import dev.latchkey.common.tx.OwnTransaction;
import dev.latchkey.limit.Limits;
import dev.latchkey.limit.RateDemand;
import dev.latchkey.limit.RateLimiter;
import dev.latchkey.mail.Delivery;
import dev.latchkey.mail.MailPriority;
import dev.latchkey.mail.MailQueue;
import dev.latchkey.mail.OutgoingMail;
import dev.latchkey.otp.MessageNotComposedException;
import dev.latchkey.otp.OtpChannels;
import dev.latchkey.otp.SendLimits;
import dev.latchkey.otp.mail.MailNames;
import dev.latchkey.sms.SmsPolicy;
import dev.latchkey.sms.Text;
import dev.latchkey.sms.TextMessage;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * Tells the number that an account had that there is another one, or that its proof was removed, and the number that
 * names an account that there is a new e-mail address: its owner may not read the account's mailbox any more than the
 * one who has changed it. Where no text may be sent now, it is dropped.
 */
public final class NumberNotice {

    private static final Logger LOG = Logger.getLogger(NumberNotice.class);
    /** Its reader may have the phone switched off over night. */
    private static final Duration VALIDITY = Duration.ofDays(1);
    private static final long MAX_AGE_MILLIS = 3_600_000;

    private NumberNotice() {
    }

    /**
     * Sends the text once the request's transaction is committed.
     *
     * @param session the request's session
     * @param realm   the account's realm
     * @param user    the account, with its new number
     * @param before  the number that it had proven, in the form of E.164
     */
    public static void changed(KeycloakSession session, RealmModel realm, UserModel user, String before) {
        tell(session, realm, user, before, NotificationKind.PHONE_CHANGED);
    }

    /**
     * Sends the text once the request's transaction is committed.
     *
     * @param session the request's session
     * @param realm   the account's realm
     * @param user    the account, whose proof is gone
     * @param before  the number that it had proven, in the form of E.164
     */
    public static void removed(KeycloakSession session, RealmModel realm, UserModel user, String before) {
        tell(session, realm, user, before, NotificationKind.FACTOR_CHANGED);
    }

    /**
     * Sends the text once the request's transaction is committed.
     *
     * @param session the request's session
     * @param realm   the account's realm
     * @param user    the account, with its new e-mail address
     * @param number  the number that it has proven, in the form of E.164
     */
    public static void mailboxChanged(KeycloakSession session, RealmModel realm, UserModel user, String number) {
        tell(session, realm, user, number, NotificationKind.ADDRESS_CHANGED);
    }

    private static void tell(KeycloakSession session, RealmModel realm, UserModel user, String number,
            NotificationKind kind) {
        if (!kind.wanted(realm) || !SmsPolicy.sends(session, realm, number)) {
            return;
        }
        try {
            String sentence = TextSentence.of(session, realm, user, kind.subjectKey(),
                    MailNames.realm(realm));
            SmsChannel channel = (SmsChannel) OtpChannels.named(session, SmsChannelFactory.ID);
            // it follows the change of a factor: who spends the rest of the money must not keep it from its reader
            Delivery text = channel.notice(new Text(number, TextMessage.shortened(sentence), VALIDITY),
                    TextUse.FACTOR);
            List<RateDemand> demands = SendLimits.ofNotice(realm, channel, user.getId(), kind, number,
                    Limits.of(session));
            KeycloakSessionFactory factory = session.getKeycloakSessionFactory();
            String realmId = realm.getId();
            Committed.then(session, () -> send(factory, realmId, text, demands));
        } catch (MessageNotComposedException e) {
            LOG.errorf(e, "Realm %s: a notice to a number could not be written", realm.getName());
        }
    }

    private static void send(KeycloakSessionFactory factory, String realmId, Delivery text,
            List<RateDemand> demands) {
        boolean admitted = OwnTransaction.inRealm(factory, realmId, (own, realm) -> {
            boolean taken = own.getProvider(RateLimiter.class).take(demands).refusal().isEmpty();
            if (!taken) {
                own.getTransactionManager().setRollbackOnly();
            }
            return taken;
        }).orElse(false);
        if (admitted) {
            OwnTransaction.inRealm(factory, realmId, (own, realm) -> {
                own.getProvider(MailQueue.class).reserve(realmId, MailPriority.NOTICE).ifPresent(slot -> {
                    try (slot) {
                        slot.send(new OutgoingMail(realmId, text, Time.currentTimeMillis() + MAX_AGE_MILLIS,
                                Optional.empty()));
                    }
                });
                return true;
            });
        }
    }
}
