package dev.latchkey.otp.prompt;

import java.util.Optional;

import dev.latchkey.otp.OtpChannels;
import dev.latchkey.otp.PhoneIdentifiers;
import dev.latchkey.otp.Purpose;
import dev.latchkey.otp.account.PasswordResets;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/** A telephone number that an unauthenticated requester has typed as the name of an account. */
public final class PhoneChoice {

    private PhoneChoice() {
    }

    /**
     * Notes in a tab that it is about a number, whether that names an account or not.
     *
     * @param session     the request's session
     * @param authSession the tab
     * @param purpose     the purpose of the code, a first factor or a password reset
     * @param typed       the typed name
     * @return false where it is no number, or none by which codes of this purpose are sent: then nothing was noted
     */
    public static boolean remember(KeycloakSession session, AuthenticationSessionModel authSession, Purpose purpose,
            String typed) {
        RealmModel realm = authSession.getRealm();
        PhoneIdentifiers phones = session.getProvider(PhoneIdentifiers.class);
        // before anything that depends on the account
        Optional<String> number = texts(phones, realm, purpose) ? phones.read(realm, typed) : Optional.empty();
        number.ifPresent(found -> phones.find(realm, found)
                .filter(UserModel::isEnabled)
                .filter(user -> serves(session, realm, purpose, user))
                .ifPresentOrElse(user -> UnverifiedUser.remember(authSession, purpose, TypedName.byPhone(found), user),
                        () -> UnverifiedUser.rememberNoUser(authSession, purpose, TypedName.byPhone(found))));
        return number.isPresent();
    }

    /**
     * Notes in a tab that a user who is signed in there is to prove the number that names the account, as if it had
     * been typed. The page shows it masked.
     *
     * @param session     the request's session
     * @param authSession the tab
     * @param user        the user
     * @return false where no number names the account, or a code to it would be no first factor: then nothing was noted
     */
    public static boolean rememberOwn(KeycloakSession session, AuthenticationSessionModel authSession,
            UserModel user) {
        RealmModel realm = authSession.getRealm();
        PhoneIdentifiers phones = session.getProvider(PhoneIdentifiers.class);
        Optional<String> number = serves(session, realm, Purpose.FIRST_FACTOR, user)
                ? phones.read(realm, user.getFirstAttribute(PhoneIdentifiers.ATTRIBUTE))
                        .filter(found -> phones.find(realm, found).filter(user::equals).isPresent())
                : Optional.empty();
        number.ifPresent(found -> UnverifiedUser.rememberMasked(authSession, Purpose.FIRST_FACTOR,
                TypedName.byPhone(found), user,
                OtpChannels.named(session, PhoneIdentifiers.CHANNEL).masked(found)));
        return number.isPresent();
    }

    /** Whether a code of this purpose, to the number that names the account, serves it now. */
    static boolean serves(KeycloakSession session, RealmModel realm, Purpose purpose, UserModel user) {
        return texts(session.getProvider(PhoneIdentifiers.class), realm, purpose)
                && OtpChannels.named(session, PhoneIdentifiers.CHANNEL).isFactor(realm, user)
                && (purpose != Purpose.PASSWORD_RESET || PasswordResets.possible(session, realm, user, true));
    }

    private static boolean texts(PhoneIdentifiers phones, RealmModel realm, Purpose purpose) {
        return phones.policy(realm).byPhone() && phones.sufficesAlone(realm)
                && (purpose == Purpose.FIRST_FACTOR || purpose == Purpose.PASSWORD_RESET && phones.resets(realm));
    }
}
