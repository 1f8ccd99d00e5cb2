package dev.latchkey.otp.prompt;

import java.util.Set;
import java.util.stream.Stream;

import dev.latchkey.common.credential.ConsoleCredentials;
import dev.latchkey.common.proof.AuthenticationRecords;
import dev.latchkey.otp.account.CredentialActions;
import dev.latchkey.otp.account.Invitations;
import org.keycloak.authentication.AuthenticationProcessor;
import org.keycloak.events.Details;
import org.keycloak.models.Constants;
import org.keycloak.models.DefaultActionTokenKey;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.services.resources.LoginActionsService;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.sessions.CommonClientSessionModel.ExecutionStatus;

/**
 * A sign-in that has named an account and proven nothing, and is about to set the account's first credential. Keycloak
 * lets it come that far in a flow with a name and a required step for authenticator apps, say, whose user has none: the
 * step counts as passed, and a required action sets the app up. An account of a sign-up without a password would belong
 * to the first requester who types its address. The same goes for the holder of an invitation's link, who may change
 * whichever credential or address is due. Such a sign-in proves the mailbox first.
 */
public final class UnprovenSignIn {

    private static final String BEGUN = "latchkey.unproven-sign-in";

    private UnprovenSignIn() {
    }

    /**
     * @param session     the request's session
     * @param authSession a tab whose flow has succeeded, or that has come by the link of an invitation
     * @param user        its user
     * @return whether the sign-in has proven nothing, and a required action is about to set the first credential of the
     *         account, or by an invitation any credential or address
     */
    public static boolean is(KeycloakSession session, AuthenticationSessionModel authSession, UserModel user) {
        return user.getEmail() != null && !user.isFederated() && !PendingSignIn.proven(authSession, user)
                && (byInvitation(session, authSession)
                        ? isDue(authSession, user, CredentialActions.OR_ADDRESS)
                        : namesAlone(authSession, user) && setsCredential(authSession, user) && hasNone(user))
                && !byIdentityProvider(session, authSession, user)
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

    /** Also an action that this class does not know: Keycloak has let a step pass in whose place it is due. */
    private static boolean setsCredential(AuthenticationSessionModel authSession, UserModel user) {
        return isDue(authSession, user, CredentialActions.IDS)
                || authSession.getExecutionStatus().containsValue(ExecutionStatus.SETUP_REQUIRED);
    }

    private static boolean isDue(AuthenticationSessionModel authSession, UserModel user, Set<String> actions) {
        return Stream.concat(user.getRequiredActionsStream(), authSession.getRequiredActions().stream())
                .anyMatch(actions::contains);
    }

    /** The entries of trusted devices and secret codes are no credentials that a sign-in could ask for. */
    private static boolean hasNone(UserModel user) {
        return user.credentialManager().getStoredCredentialsStream().allMatch(ConsoleCredentials::isEntry);
    }

    /** A linked identity that this sign-in has not used proves nothing. */
    private static boolean byIdentityProvider(KeycloakSession session, AuthenticationSessionModel authSession,
            UserModel user) {
        String alias = authSession.getUserSessionNotes().get(Details.IDENTITY_PROVIDER);
        return alias != null && session.users().getFederatedIdentity(authSession.getRealm(), user, alias) != null;
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
        return user.getId().equals(authSession.getAuthNote(BEGUN)) && !PendingSignIn.proven(authSession, user);
    }
}
