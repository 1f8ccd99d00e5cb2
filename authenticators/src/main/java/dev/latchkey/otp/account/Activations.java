package dev.latchkey.otp.account;

import dev.latchkey.common.proof.AuthenticationRecords;
import dev.latchkey.common.proof.Factor;
import dev.latchkey.otp.EmailOtpPolicy;
import dev.latchkey.otp.RegistrationRecords;
import org.keycloak.events.Details;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Every way from an account that sign-up has made to an active one. Who signed up need not own the mailbox: unless the
 * mailbox is proven where the password was typed, whatever lets somebody in and was there before ends. Works in the
 * request's transaction.
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
     * A code or link has proven the mailbox in a sign-in. The password stays where it was typed in the same sign-in;
     * else it may be that of somebody who cannot read the mails.
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
     * An account may have become active: somebody vouches for its address, or demands the proof no more.
     *
     * @param user   the account
     * @param kept what belongs to this very act
     * @return whether sign-up had made it and it has just become active; what was planted has ended then
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
     * An account may have become active, which a sign-in finds.
     *
     * @param user        the account
     * @param authSession the sign-in; the linked identity that it came by stays
     */
    public void foundActive(UserModel user, AuthenticationSessionModel authSession) {
        activated(user, vouching(authSession));
    }

    /**
     * An admin has decided something about an account: from now on it stays. When it has become active by that, what
     * was planted ends.
     *
     * @param user   the account
     * @param kept what the admin has set
     */
    public void decided(UserModel user, KeptCredentials kept) {
        if (AccountStatus.awaitsProof(user)) {
            keep(user);
        } else {
            activated(user, kept);
        }
    }

    /**
     * An account stays, no matter who signs up with its address.
     *
     * @param user the account
     */
    public void keep(UserModel user) {
        registrations.keep(user.getId());
    }

    /**
     * The owner of the mailbox, or an admin, has given an account a password: it is theirs from now on, though its
     * address is as unproven as before.
     *
     * @param user the account
     */
    public void passwordSet(UserModel user) {
        if (registrations.settle(user.getId())) {
            uproot(user, KeptCredentials.PASSWORD);
        }
    }

    /**
     * Somebody has signed in to an account that need prove nothing: it stays.
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
