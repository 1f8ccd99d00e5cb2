package dev.latchkey.sms.events;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import dev.latchkey.sms.PhoneOfUser;
import org.keycloak.events.Details;
import org.keycloak.events.Event;
import org.keycloak.events.EventType;
import org.keycloak.models.UserModel;

/** What a user has written into the attributes of the number, by a token or on a page, as an event reports it. */
final class ChangedNumber {

    /** By which Keycloak joins the values of an attribute. */
    private static final String JOINED = "::";

    private ChangedNumber() {
    }

    static boolean in(Event event) {
        Map<String, String> details = event.getDetails();
        return event.getType() == EventType.UPDATE_PROFILE && details != null
                && Stream.of(PhoneOfUser.NUMBER, PhoneOfUser.VERIFIED).anyMatch(name ->
                        details.containsKey(Details.PREF_UPDATED + name)
                                || details.containsKey(Details.PREF_PREVIOUS + name));
    }

    /**
     * Undoes it where the account has proven the number that it had.
     *
     * @return false when the request is rolled back instead
     */
    static boolean settle(Event event, UserModel user, PhoneOfUser phone) {
        Map<String, String> details = event.getDetails();
        boolean numberChanged = Stream.of(Details.PREF_UPDATED, Details.PREF_PREVIOUS)
                .anyMatch(prefix -> details.containsKey(prefix + PhoneOfUser.NUMBER));
        return phone.settleOwnWrite(numberChanged
                ? List.of(details.getOrDefault(Details.PREF_PREVIOUS + PhoneOfUser.NUMBER, "").split(JOINED))
                : user.getAttributeStream(PhoneOfUser.NUMBER).filter(Objects::nonNull).toList());
    }
}
