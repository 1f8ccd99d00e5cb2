package dev.latchkey.otp.prompt;

import java.util.stream.Stream;

import dev.latchkey.common.proof.AuthenticationRecords;
import dev.latchkey.otp.account.AddressProof;
import dev.latchkey.otp.account.CredentialActions;
import dev.latchkey.otp.account.Invitations;
import org.keycloak.authentication.AuthenticationProcessor;
import org.keycloak.models.Constants;
import org.keycloak.models.DefaultActionTokenKey;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.services.resources.LoginActionsService;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * A sign-in that has named an account and proven nothing, and is about to set the account's first credential. Keycloak
 * lets it come that far in a flow with a name and a required step for authenticator apps, say, whose user has none: the
 * step counts as passed, and a required action sets the app up. An account of a sign-up without a password would belong
 * to the first requester who types its address. Such a sign-in proves the mailbox first.
 */
public final class UnprovenSignIn {

    private static final String BEGUN = "latchkey.unproven-sign-in";

    private UnprovenSignIn() {
    }

    /**
     * @param session     the request's session
     * @param authSession a tab whose flow has succeeded, or that has come by the link of an invitation
     * @param user        its user
     * @return whether the account has no credential, a required action is about to set one, and the sign-in has proven
     *         nothing
     */
    public static boolean is(KeycloakSession session, AuthenticationSessionModel authSession, UserModel user) {
        return (namesAlone(authSession, user) || byInvitation(session, authSession))
                && user.getEmail() != null && !user.isFederated() && !PendingSignIn.proven(authSession)
                && setsCredential(authSession, user)
                && user.credentialManager().getStoredCredentialsStream().allMatch(AddressProof::is)
                && session.users().getFederatedIdentitiesStream(authSession.getRealm(), user).findAny().isEmpty()
                && !AuthenticationRecords.ofCompletedFlow(session, authSession).firstFactorPassed();
    }

    /** Other links of Keycloak's that end at required actions were mailed for this purpose. */
    private static boolean namesAlone(AuthenticationSessionModel authSession, UserModel user) {
        return LoginActionsService.AUTHENTICATE_PATH.equals(
                        authSession.getAuthNote(AuthenticationProcessor.CURRENT_FLOW_PATH))
                && !user.getId().equals(authSession.getAuthNote(DefaultActionTokenKey.ACTION_TOKEN_USER_ID));
    }

    /** The link of an invitation makes its user a member, and may be passed on. */
    private static boolean byInvitation(KeycloakSession session, AuthenticationSessionModel authSession) {
        // Keycloak notes the token with the user whom it names, and clears both together
        return new Invitations(session, authSession.getRealm()).token(authSession.getAuthNote(Constants.KEY))
                .isPresent();
    }

    private static boolean setsCredential(AuthenticationSessionModel authSession, UserModel user) {
        return Stream.concat(user.getRequiredActionsStream(), authSession.getRequiredActions().stream())
                .anyMatch(action -> CredentialActions.IDS.contains(action) || AddressProof.PHONE_ACTION.equals(action));
    }

    /**
     * Notes that the sign-in has to prove the mailbox, whatever becomes of the account meanwhile.
     *
     * @param authSession the sign-in
     * @param user        its user
     */
    public static void begin(AuthenticationSessionModel authSession, UserModel user) {
        authSession.setAuthNote(BEGUN, user.getId());
    }

    /**
     * @param authSession the sign-in
     * @param user        its user
     * @return whether the sign-in still has to prove the mailbox, also of a verified address
     */
    public static boolean waits(AuthenticationSessionModel authSession, UserModel user) {
        return user.getId().equals(authSession.getAuthNote(BEGUN)) && !PendingSignIn.proven(authSession);
    }
}
