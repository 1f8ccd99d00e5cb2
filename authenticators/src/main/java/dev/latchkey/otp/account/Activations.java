package dev.latchkey.otp.account;

import dev.latchkey.otp.EmailOtpPolicy;
import dev.latchkey.otp.RegistrationRecords;
import dev.latchkey.signin.AuthenticationRecords;
import dev.latchkey.signin.Factor;
import org.keycloak.events.Details;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Handles every way in which an account that sign-up has created becomes active. The user who signed up need not own
 * the mailbox: unless the mailbox is proven in the sign-in in which the password was typed, all earlier credentials,
 * sessions and other means of access end. Runs in the request's transaction.
 */
public final class Activations {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final RegistrationRecords registrations;

    /**
     * @param session the request's session
     * @param realm   the realm
     */
    public Activations(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
        this.registrations = session.getProvider(RegistrationRecords.class);
    }

    /**
     * A code or link has proven the mailbox in a sign-in. The password remains if it was typed in the same sign-in;
     * otherwise it may have been set by an attacker who cannot read the mails.
     *
     * @param user        the account, still pending
     * @param authSession the sign-in
     */
    public void proven(UserModel user, AuthenticationSessionModel authSession) {
        if (registrations.settle(user.getId()) && !AuthenticationRecords.ofCompletedFlow(session, authSession)
                .passed(Factor.PASSWORD)) {
            uproot(user, vouching(authSession));
        }
    }

    /**
     * Settles an account if it has become active: an administrator or identity provider has vouched for its address, or
     * the proof is not demanded any more.
     *
     * @param user   the account
     * @param kept what was set by the act that made the account active
     * @return whether sign-up had created the account and it has just become active; credentials that an attacker may
     *         have planted are removed then
     */
    public boolean activated(UserModel user, KeptCredentials kept) {
        if (AccountStatus.awaitsProof(user) || !registrations.settle(user.getId())) {
            return false;
        }
        DirectoryWrite.attempt(user, account -> account.removeRequiredAction(EmailOtpPolicy.ACTION));
        uproot(user, kept);
        return true;
    }

    /**
     * Settles an account that a sign-in finds active.
     *
     * @param user        the account
     * @param authSession the sign-in; the linked identity that it used remains
     */
    public void foundActive(UserModel user, AuthenticationSessionModel authSession) {
        activated(user, vouching(authSession));
    }

    /**
     * An administrator has decided something about an account: no sign-up replaces it and no purge deletes it from now
     * on. If the decision has made it active, credentials that an attacker may have planted are removed.
     *
     * @param user   the account
     * @param kept what the administrator has set
     */
    public void decided(UserModel user, KeptCredentials kept) {
        if (AccountStatus.awaitsProof(user)) {
            keep(user);
        } else {
            activated(user, kept);
        }
    }

    /**
     * Keeps an account: no later sign-up with its address replaces it, and no purge deletes it.
     *
     * @param user the account
     */
    public void keep(UserModel user) {
        registrations.keep(user.getId());
    }

    /**
     * The mailbox owner or an administrator has set the password of an account: no sign-up replaces it from now on,
     * although its address is still unproven. All other credentials are removed.
     *
     * @param user the account
     */
    public void passwordSet(UserModel user) {
        if (registrations.settle(user.getId())) {
            uproot(user, KeptCredentials.PASSWORD);
        }
    }

    /**
     * A user has signed in to an account that does not have to prove its mailbox: no sign-up replaces it from now on.
     *
     * @param user the account
     */
    public void used(UserModel user) {
        registrations.settle(user.getId());
    }

    private void uproot(UserModel user, KeptCredentials kept) {
        new AccountAccess(session, realm, user).uproot(kept);
    }

    private static KeptCredentials vouching(AuthenticationSessionModel authSession) {
        return KeptCredentials.identityOf(authSession.getUserSessionNotes().get(Details.IDENTITY_PROVIDER));
    }
}
