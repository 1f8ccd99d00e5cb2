package dev.latchkey.otp.prompt;

import java.util.Optional;

import dev.latchkey.common.net.ClientAddress;
import dev.latchkey.mail.MailDelivery;
import dev.latchkey.otp.ChallengeBinding;
import dev.latchkey.otp.OtpChannel;
import dev.latchkey.otp.OtpRequest;
import dev.latchkey.otp.PromptedLink;
import dev.latchkey.otp.Purpose;
import dev.latchkey.otp.account.AccountStatus;
import dev.latchkey.signin.AuthenticationRecords;
import dev.latchkey.signin.account.AccountSnapshot;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Creates requests for codes. The binding of a code is read from the authentication session. Whether the message may
 * hold a link is up to {@link OtpStep}, which sends it.
 */
public final class OtpRequests {

    private static final String APP = "latchkey.otp.app";

    private OtpRequests() {
    }

    /**
     * Binds the codes of this sign-in to its client and to the app's key instead of to the authentication session,
     * which ends with the request.
     *
     * @param authSession the sign-in
     * @param key         thumbprint of the app's DPoP key; empty string without one
     */
    public static void bindToApp(AuthenticationSessionModel authSession, String key) {
        authSession.setAuthNote(APP, key);
    }

    /**
     * @param session     the request's session
     * @param authSession the tab's session
     * @param user        the user, with an e-mail address
     * @param purpose     what the code is for
     * @return the request for a code by e-mail
     */
    public static OtpRequest of(KeycloakSession session, AuthenticationSessionModel authSession, UserModel user,
            Purpose purpose) {
        return of(session, authSession, user.getId(), MailDelivery.CHANNEL, user.getEmail(), purpose, user);
    }

    /**
     * @param session     the request's session
     * @param authSession the tab's session
     * @param user        the user
     * @param purpose     what the code is for
     * @param channel     the channel by which it is sent
     * @param address     the address of that channel to which it is sent
     * @return the request
     */
    public static OtpRequest of(KeycloakSession session, AuthenticationSessionModel authSession, UserModel user,
            Purpose purpose, OtpChannel channel, String address) {
        return of(session, authSession, user.getId(), channel.id(), address, purpose, user);
    }

    /**
     * Creates the request for an account that may not exist.
     *
     * @param user the account; null for a decoy, whose id and address replace the account's
     */
    static OtpRequest of(KeycloakSession session, AuthenticationSessionModel authSession, String userId,
            String channel, String address, Purpose purpose, UserModel user) {
        RealmModel realm = authSession.getRealm();
        String key = authSession.getAuthNote(APP);
        boolean afterFirstFactor = switch (purpose) {
            case SECOND_FACTOR, NEW_ADDRESS -> true;
            // a request of an app has no user; a required action has one, which a name or a mailed link may have set
            case VERIFY_EMAIL -> authSession.getAuthenticatedUser() != null
                    && !UnprovenSignIn.provesNothing(session, authSession, authSession.getAuthenticatedUser());
            case FIRST_FACTOR, SIGN_UP, PASSWORD_RESET -> false;
        };
        ChallengeBinding binding = new ChallengeBinding(realm.getId(), userId, channel, address, purpose,
                key == null
                        ? ChallengeBinding.holder(authSession.getParentSession().getId())
                        : ChallengeBinding.holder("app:" + key, authSession.getClient().getId()),
                // after a first factor, PasswordWatch refuses a sign-in whose password was changed
                afterFirstFactor || user == null ? 0 : AccountSnapshot.of(realm, user, "").passwordChangedAt());
        return new OtpRequest(realm, binding, afterFirstFactor, user == null,
                user != null && AccountStatus.awaitsProof(user), ClientAddress.limitKey(session), false,
                Optional.empty(), afterFirstFactor
                        && AuthenticationRecords.ofCompletedFlow(session, authSession).isSessionAlone());
    }

    /**
     * Creates the request of a browser in which the link of another one is opened.
     *
     * @param session the request's session
     * @param link    the link
     * @param user    the user whose sign-in it is, with an e-mail address
     * @return the request, bound to the browser that waits
     */
    public static OtpRequest elsewhere(KeycloakSession session, PromptedLink link, UserModel user) {
        RealmModel realm = session.getContext().getRealm();
        return new OtpRequest(realm, new ChallengeBinding(realm.getId(), user.getId(), MailDelivery.CHANNEL,
                user.getEmail(), Purpose.SECOND_FACTOR, link.holder(), 0), true, false, false,
                ClientAddress.limitKey(session), false, Optional.empty());
    }
}
