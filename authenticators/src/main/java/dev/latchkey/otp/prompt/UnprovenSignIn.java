package dev.latchkey.otp.prompt;

import java.util.stream.Stream;

import dev.latchkey.common.net.MailAddress;
import dev.latchkey.otp.EmailOtpPolicy;
import dev.latchkey.otp.PhoneIdentifiers;
import dev.latchkey.otp.account.AddressProof;
import dev.latchkey.otp.account.CredentialActions;
import dev.latchkey.otp.account.DirectoryWrite;
import dev.latchkey.otp.account.Invitations;
import dev.latchkey.otp.account.Mailbox;
import dev.latchkey.otp.account.StrongFactors;
import dev.latchkey.signin.AuthenticationRecord;
import dev.latchkey.signin.AuthenticationRecords;
import dev.latchkey.signin.Factor;
import dev.latchkey.signin.account.DueActions;
import org.keycloak.authentication.AuthenticationProcessor;
import org.keycloak.events.Details;
import org.keycloak.models.Constants;
import org.keycloak.models.DefaultActionTokenKey;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.resources.LoginActionsService;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.sessions.CommonClientSessionModel.ExecutionStatus;

/**
 * A sign-in that has named an account and proven nothing, and is about to change how its user signs in. Keycloak lets
 * it come that far in a flow with a name and a required step for authenticator apps, say, whose user has none: the step
 * counts as passed, and a required action sets the app up. The account would belong to the first requester who types
 * its name. The link of an invitation leads to all required actions of its user. Such a sign-in proves the mailbox
 * first. So does one that is about to set an address at which codes are a second factor, unless it has proven more than
 * a password: that is what the second factor is to protect against.
 */
public final class UnprovenSignIn {

    private static final String BEGUN = "latchkey.unproven-sign-in";

    private UnprovenSignIn() {
    }

    /**
     * @param session     the request's session
     * @param authSession a tab whose flow has succeeded, or that has come by the link of an invitation
     * @param user        its user
     * @return whether the sign-in has proven nothing, and a required action is about to set a credential of an account
     *         that it has named, or any action of an account that an invitation's link has named is due; or whether it
     *         has not proven more than a password, and a required action is about to set an address for codes
     */
    public static boolean is(KeycloakSession session, AuthenticationSessionModel authSession, UserModel user) {
        return !PendingSignIn.proven(authSession, user)
                && (namesAlone(session, authSession, user) && hasAddress(session, authSession.getRealm(), user)
                        || Mailbox.counts(session, authSession.getRealm(), user)
                                && setsAddress(session, authSession, user)
                        && !StrongFactors.has(user) && !maySetAddress(session, authSession, user));
    }

    /**
     * An account that a number names has no mailbox to prove: the page says so, and the sign-in ends there. Where no
     * number names accounts, one without a mailbox was made by an administrator.
     */
    private static boolean hasAddress(KeycloakSession session, RealmModel realm, UserModel user) {
        return user.getEmail() != null || Mailbox.isNamedByNumber(session, realm, user);
    }

    private static boolean namesAlone(KeycloakSession session, AuthenticationSessionModel authSession,
            UserModel user) {
        return (inSignIn(authSession, user) && setsCredential(authSession, user)
                || byInvitation(session, authSession) && demandsAction(session, authSession, user))
                && provesNothing(session, authSession, user);
    }

    /**
     * Reports whether the sign-in may set an address at which codes are a second factor. A password alone may not, nor
     * a session that exists.
     *
     * @param session     the request's session
     * @param authSession a tab whose flow has succeeded
     * @param user        its user
     * @return whether a second factor was passed in it, whichever the flow takes; else, for an account without an
     *         authenticator app, a security key, a passkey or recovery codes, whether the mailbox was proven in it, or
     *         the account has neither a mailbox nor an address that a code has proven nor lost a number by which it was
     *         named: then it may set its first one alone. A mailbox is one that counts, see {@link Mailbox#counts}, and
     *         a code to another one is no second factor here
     */
    public static boolean maySetAddress(KeycloakSession session, AuthenticationSessionModel authSession,
            UserModel user) {
        return mayReplaceAddress(session, authSession, user)
                || !StrongFactors.has(user) && !Mailbox.counts(session, authSession.getRealm(), user)
                        && !AddressProof.isHeldBy(user) && !hasLostNumber(session, authSession.getRealm(), user);
    }

    private static boolean hasLostNumber(KeycloakSession session, RealmModel realm, UserModel user) {
        PhoneIdentifiers phones = session.getProvider(PhoneIdentifiers.class);
        return phones.areConfigured(realm) && phones.hasLostNumber(realm, user);
    }

    /**
     * Reports whether the sign-in may set another address than the account has, also one whose proof was deleted: a
     * session alone may be enough to delete it.
     *
     * @param session     the request's session
     * @param authSession a tab whose flow has succeeded
     * @param user        its user
     * @return as {@link #maySetAddress}, but false for an account without a mailbox where no second factor was passed
     */
    public static boolean mayReplaceAddress(KeycloakSession session, AuthenticationSessionModel authSession,
            UserModel user) {
        AuthenticationRecord record = AuthenticationRecords.ofCompletedFlow(session, authSession);
        if (record.besidePasswordPassedWithout(Factor.EMAIL_CODE)) {
            return true;
        }
        return Mailbox.proves(session, authSession.getRealm(), user) && (record.passed(Factor.EMAIL_CODE)
                || !StrongFactors.has(user) && (record.passed(Factor.EMAIL_CODE_ALONE)
                        || PendingSignIn.proven(authSession, user)));
    }

    /**
     * Reports whether the sign-in may verify the account's address without a demand by an administrator. Where the
     * address does not count, a session or a password alone may not: a token that has set it would make it count.
     *
     * @param session     the request's session
     * @param authSession a tab whose flow has succeeded
     * @param user        its user, with an address
     * @return whether the address counts, see {@link Mailbox#counts}, or a factor was passed that no mail brings. The
     *         password in this very sign-in is one for an account without a strong second factor whose number nothing
     *         but a text that its user has sent has proven, also where it has had a verified address before. False
     *         where another mailbox gets its mails, see {@link MailAddress#isExact}
     */
    public static boolean mayVerifyMailbox(KeycloakSession session, AuthenticationSessionModel authSession,
            UserModel user) {
        AuthenticationRecord record = AuthenticationRecords.ofCompletedFlow(session, authSession);
        return MailAddress.isExact(user.getEmail())
                && (Mailbox.counts(session, authSession.getRealm(), user) || record.passed(Factor.TEXT_CODE_ALONE)
                || record.besidePasswordPassedWithout(Factor.EMAIL_CODE)
                || record.passed(Factor.PASSWORD) && AddressProof.isHeldBySendingAlone(user)
                        && !StrongFactors.has(user));
    }

    private static boolean setsAddress(KeycloakSession session, AuthenticationSessionModel authSession,
            UserModel user) {
        // a realm that cannot ask for a number sets none, whatever a client names
        return Stream.concat(due(authSession, user), Stream.ofNullable(authSession.getClientNote(Constants.KC_ACTION)))
                        .anyMatch(AddressProof.PHONE_ACTION::equals)
                && DueActions.applies(session, authSession.getRealm(), user, AddressProof.PHONE_ACTION);
    }

    /**
     * Reports whether an unauthenticated requester may have come this far: no failure is charged to the account then.
     *
     * @param session     the request's session
     * @param authSession a tab whose flow has succeeded, or that has come by a link of Keycloak's
     * @param user        its user
     * @return whether nothing but the name of an account was proven in it
     */
    public static boolean provesNothing(KeycloakSession session, AuthenticationSessionModel authSession,
            UserModel user) {
        return !byIdentityProvider(session, authSession, user)
                && !AuthenticationRecords.ofCompletedFlow(session, authSession).firstFactorPassed();
    }

    /** An identity provider's answer is no step of a flow. A linked identity that this sign-in has not used is none. */
    private static boolean byIdentityProvider(KeycloakSession session, AuthenticationSessionModel authSession,
            UserModel user) {
        String alias = authSession.getUserSessionNotes().get(Details.IDENTITY_PROVIDER);
        return alias != null && session.users().getFederatedIdentity(authSession.getRealm(), user, alias) != null;
    }

    /** Other links of Keycloak's that end at required actions were mailed for this purpose. */
    private static boolean inSignIn(AuthenticationSessionModel authSession, UserModel user) {
        return LoginActionsService.AUTHENTICATE_PATH.equals(
                        authSession.getAuthNote(AuthenticationProcessor.CURRENT_FLOW_PATH))
                && !user.getId().equals(authSession.getAuthNote(DefaultActionTokenKey.ACTION_TOKEN_USER_ID));
    }

    /** Also by an action that this class does not know: Keycloak has let a step pass in whose place it is due. */
    private static boolean setsCredential(AuthenticationSessionModel authSession, UserModel user) {
        return !user.isFederated() && (due(authSession, user).anyMatch(CredentialActions.IDS::contains)
                || authSession.getExecutionStatus().containsValue(ExecutionStatus.SETUP_REQUIRED));
    }

    /** The link of an invitation makes its user a member, and may be passed on. */
    private static boolean byInvitation(KeycloakSession session, AuthenticationSessionModel authSession) {
        // Keycloak notes the token with the user whom it names, and clears both together
        return new Invitations(session, authSession.getRealm()).token(authSession.getAuthNote(Constants.KEY))
                .isPresent();
    }

    /** Any action may replace a password or the address to which the next reset is mailed. */
    private static boolean demandsAction(KeycloakSession session, AuthenticationSessionModel authSession,
            UserModel user) {
        return due(authSession, user).anyMatch(action -> !EmailOtpPolicy.ACTION.equals(action))
                && DirectoryWrite.possible(session, authSession.getRealm(), user);
    }

    private static Stream<String> due(AuthenticationSessionModel authSession, UserModel user) {
        return Stream.concat(user.getRequiredActionsStream(), authSession.getRequiredActions().stream());
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
