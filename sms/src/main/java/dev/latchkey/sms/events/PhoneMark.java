package dev.latchkey.sms.events;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.latchkey.common.tx.RequestTransaction;
import dev.latchkey.sms.PhoneOfUser;
import dev.latchkey.sms.SmsPolicy;
import dev.latchkey.sms.channel.NumberNotice;
import dev.latchkey.sms.jpa.StoredAttribute;
import org.jboss.logging.Logger;
import org.keycloak.events.Details;
import org.keycloak.events.Event;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventType;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * Takes the mark of a verified number away when the number, the mark or the proof has changed otherwise than by a code,
 * in realms that have numbers proven, and ends proofs of numbers that the account has no more. At a sign-in too: a
 * directory reports no change. What a user writes over a proven number is undone, and another spelling of it replaced.
 * The number is told by a text when its user has removed the proof, or set another e-mail address.
 */
final class PhoneMark implements EventListenerProvider {

    private static final Logger LOG = Logger.getLogger(PhoneMark.class);
    private static final Set<EventType> CHANGES = EnumSet.of(EventType.REGISTER, EventType.UPDATE_PROFILE,
            EventType.REMOVE_CREDENTIAL, EventType.LOGIN);
    private static final Pattern USER = Pattern.compile("(?:.*/)?users/([^/]+)(?:/.*)?");

    private final KeycloakSession session;

    PhoneMark(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public void onEvent(Event event) {
        if (event.getError() == null && event.getUserId() != null
                && (CHANGES.contains(event.getType()) || ChangedMailbox.in(event))) {
            // what a user has written is undone or not stored at all
            examine(event.getRealmId(), event.getUserId(), ChangedNumber.in(event), (realm, user) -> {
                PhoneOfUser phone = new PhoneOfUser(session, realm, user);
                // first: of what the user's token has taken away no notice would be sent
                if (ChangedNumber.in(event) && !ChangedNumber.settle(event, user, phone)) {
                    // nothing of the request is stored: there is no more to settle, nor to tell
                    return;
                }
                if (SmsPolicy.isOn(realm)) {
                    new ChangedMailbox(session, realm, user).tell(event);
                    if (removesProof(event)) {
                        // with the mark, which says until now that the number was proven
                        phone.markedNumber().ifPresent(number -> NumberNotice.removed(session, realm, user, number));
                    }
                }
                settle(realm, user);
            });
        }
    }

    private static boolean removesProof(Event event) {
        return event.getType() == EventType.REMOVE_CREDENTIAL && event.getDetails() != null
                && PhoneOfUser.PROOF.equals(event.getDetails().get(Details.CREDENTIAL_TYPE))
                // to a number that no code has proven, no notice goes either
                && Stream.of(Details.CREDENTIAL_ID, Details.SELECTED_CREDENTIAL_ID).map(event.getDetails()::get)
                        .noneMatch(PhoneOfUser::isBySending);
    }

    @Override
    public void onEvent(AdminEvent event, boolean includeRepresentation) {
        Matcher path = USER.matcher(event.getResourcePath() == null ? "" : event.getResourcePath());
        if (event.getError() == null && path.matches()) {
            examine(event.getRealmId(), path.group(1), false, this::settle);
        }
    }

    private void settle(RealmModel realm, UserModel user) {
        PhoneOfUser phone = new PhoneOfUser(session, realm, user);
        Supplier<List<String>> now = () -> StoredAttribute.values(session, user.getId(), PhoneOfUser.NUMBER);
        // the request that proves a number at the same moment has settled the account
        if (phone.isOutdated(now)) {
            return;
        }
        // also while an administrator has turned the action off: what was proven counts again when it is on
        phone.releaseOthers(now);
        phone.spell();
        if (SmsPolicy.isOn(realm)) {
            phone.settle();
        }
    }

    private void examine(String realmId, String userId, boolean vetoes, BiConsumer<RealmModel, UserModel> work) {
        try {
            RealmModel realm = session.realms().getRealm(realmId);
            UserModel user = realm == null || !SmsPolicy.isKnown(realm) ? null
                    : session.users().getUserById(realm, userId);
            if (user != null) {
                work.accept(realm, user);
            }
        } catch (RuntimeException e) {
            // a directory that does not answer must not fail what was done to the account
            LOG.errorf(e, "The mark of a verified number of account %s could not be examined", userId);
            if (vetoes) {
                RequestTransaction.veto(session);
            }
        }
    }

    @Override
    public void close() {
    }
}
