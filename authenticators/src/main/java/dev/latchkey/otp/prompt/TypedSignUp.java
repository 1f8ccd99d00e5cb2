package dev.latchkey.otp.prompt;

import java.util.List;

import dev.latchkey.otp.PhoneIdentifiers;
import dev.latchkey.signin.PartNotes;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * What was typed into a tab's registration form, so that a user who comes back from the code to correct the address
 * need not type all of it again. Never the password. Kept in client notes, the only ones that outlive a restart of the
 * tab, until the code is accepted. If another user signs in there, Keycloak copies them into that user's session, from
 * which they are removed.
 */
public final class TypedSignUp {

    private static final String PREFIX = "latchkey.sign-up.typed.";
    private static final List<String> FIELDS =
            List.of(UserModel.USERNAME, UserModel.EMAIL, PhoneIdentifiers.ATTRIBUTE,
                    UserModel.FIRST_NAME, UserModel.LAST_NAME);
    /** Length of the longest name or address that an account can have. */
    private static final int LONGEST = 255;

    private TypedSignUp() {
    }

    /**
     * Replaces what was kept of an earlier form.
     *
     * @param tab  the tab
     * @param form the form as it was sent; what is longer than any name or address is left out
     */
    public static void keep(AuthenticationSessionModel tab, MultivaluedMap<String, String> form) {
        forget(tab);
        for (String field : FIELDS) {
            String typed = OtpForm.only(form, field);
            if (typed != null && !typed.isBlank() && typed.length() <= LONGEST) {
                tab.setClientNote(PREFIX + field, typed);
            }
        }
    }

    /**
     * @param tab the tab
     * @return the fields that were typed; empty when there are none
     */
    public static MultivaluedMap<String, String> kept(AuthenticationSessionModel tab) {
        MultivaluedMap<String, String> form = new MultivaluedHashMap<>();
        for (String field : FIELDS) {
            String typed = tab.getClientNote(PREFIX + field);
            if (typed != null) {
                form.add(field, typed);
            }
        }
        return form;
    }

    /** @param tab a tab whose sign-up is over */
    public static void forget(AuthenticationSessionModel tab) {
        FIELDS.forEach(field -> tab.removeClientNote(PREFIX + field));
    }

    /** @param signedIn a client's part of a session that a sign-in in the tab has opened */
    public static void forget(AuthenticatedClientSessionModel signedIn) {
        FIELDS.stream().map(PREFIX::concat).forEach(note -> PartNotes.takeBack(signedIn, note));
    }
}
