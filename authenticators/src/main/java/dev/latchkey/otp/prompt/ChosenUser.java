package dev.latchkey.otp.prompt;

import java.util.Optional;

import dev.latchkey.otp.Purpose;
import dev.latchkey.otp.account.Mailbox;
import dev.latchkey.otp.account.PasswordResets;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.sessions.AuthenticationSessionModel;

/** The name of an account that an unauthenticated requester has typed: a user name, an address, or a number. */
public final class ChosenUser {

    private ChosenUser() {
    }

    /**
     * Notes in a tab whose code it asks for, whether the name is that of an account or not. The tab has an
     * {@link UnverifiedUser} afterwards.
     *
     * @param session     the request's session
     * @param authSession the tab
     * @param purpose     the purpose of the code, a first factor or a password reset
     * @param typed       the typed name, without blanks around it
     */
    public static void remember(KeycloakSession session, AuthenticationSessionModel authSession, Purpose purpose,
            String typed) {
        if (PhoneChoice.remember(session, authSession, purpose, typed)) {
            return;
        }
        TypedName name = TypedName.byMail(typed);
        find(session, authSession.getRealm(), purpose, typed).ifPresentOrElse(
                user -> UnverifiedUser.remember(authSession, purpose, name, user),
                () -> UnverifiedUser.rememberNoUser(authSession, purpose, name));
    }

    private static Optional<UserModel> find(KeycloakSession session, RealmModel realm, Purpose purpose, String typed) {
        return purpose == Purpose.PASSWORD_RESET
                ? new PasswordResets(session, realm).find(typed)
                : Optional.ofNullable(KeycloakModelUtils.findUserByNameOrEmail(session, realm, typed))
                        .filter(user -> user.isEnabled() && user.getServiceAccountClientLink() == null
                                && Mailbox.proves(session, realm, user));
    }
}
