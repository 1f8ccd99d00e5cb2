package dev.latchkey.sms.events;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.latchkey.otp.PhoneIdentifiers;
import dev.latchkey.sms.PhoneOfUser;
import dev.latchkey.sms.channel.NumberNotice;
import org.keycloak.events.Details;
import org.keycloak.events.Event;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * A new e-mail address of an account that a number names, as an event reports it: the number is told by a text, since
 * there may be no mailbox that could be told.
 *
 * @param session the request's session
 * @param realm   the realm
 * @param user    the account
 */
record ChangedMailbox(KeycloakSession session, RealmModel realm, UserModel user) {

    static boolean in(Event event) {
        return event.getDetails() != null && event.getDetails().containsKey(Details.UPDATED_EMAIL);
    }

    void tell(Event event) {
        if (!in(event)) {
            return;
        }
        Map<String, String> details = event.getDetails();
        String before = Objects.requireNonNullElse(details.get(Details.PREVIOUS_EMAIL), "");
        String after = Objects.requireNonNullElse(details.get(Details.UPDATED_EMAIL), "");
        if (!after.isBlank() && !after.equalsIgnoreCase(before) && !told(before, after)
                && session.getProvider(PhoneIdentifiers.class).areConfigured(realm)) {
            // what the request has written over the number as well is undone by now
            new PhoneOfUser(session, realm, user).provenNumber()
                    .ifPresent(number -> NumberNotice.mailboxChanged(session, realm, user, number));
        }
    }

    /** Keycloak repeats the addresses in later events of the request. */
    private boolean told(String before, String after) {
        String change = ChangedMailbox.class.getName() + List.of(user.getId(), before, after);
        boolean told = session.getAttribute(change) != null;
        session.setAttribute(change, Boolean.TRUE);
        return told;
    }
}
