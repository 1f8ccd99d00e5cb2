package dev.latchkey.otp.account;

import java.util.Optional;

import dev.latchkey.otp.AccountIdentifier;
import dev.latchkey.otp.PhoneIdentifiers;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** Whether a sign-up is by telephone number. */
final class PhoneSignUp {

    private PhoneSignUp() {
    }

    /**
     * @param session the session
     * @param realm   the realm
     * @param invited whether an organization's invitation has opened the form
     * @return by which addresses its sign-up makes accounts. Not by number where the address is the user name, where an
     *         account that leaves before it has set its credential would find no way back, and by an invitation, which
     *         is for an e-mail address
     */
    static AccountIdentifier policy(KeycloakSession session, RealmModel realm, boolean invited) {
        return !invited && !realm.isRegistrationEmailAsUsername()
                && (SignUpPolicy.asksForPassword(realm) || signsInByCode(session, realm))
                ? session.getProvider(PhoneIdentifiers.class).policy(realm)
                : AccountIdentifier.EMAIL;
    }

    private static boolean signsInByCode(KeycloakSession session, RealmModel realm) {
        return CodeAlone.sufficesByNumber(realm)
                && session.getProvider(PhoneIdentifiers.class).sufficesAlone(realm);
    }

    /**
     * @param session the session
     * @param realm   the realm
     * @param form    the submitted form
     * @param policy  by which addresses its sign-up makes accounts
     * @return the form of a sign-up by the number that it holds; unchanged where it is none, and where it was read
     */
    static RegistrationForm read(KeycloakSession session, RealmModel realm, RegistrationForm form,
            AccountIdentifier policy) {
        if (form.number() != null) {
            return form;
        }
        boolean alone = form.holds(PhoneIdentifiers.ATTRIBUTE) && !form.holds("email");
        Optional<String> number = alone && policy.byPhone()
                ? form.phone().flatMap(typed -> session.getProvider(PhoneIdentifiers.class).read(realm, typed))
                : Optional.empty();
        return number.map(form::byPhone).orElse(form);
    }
}
