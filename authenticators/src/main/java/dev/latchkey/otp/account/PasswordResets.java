package dev.latchkey.otp.account;

import java.util.Optional;

import dev.latchkey.common.event.EventDetails;
import dev.latchkey.common.tx.OwnTransaction;
import dev.latchkey.limit.guard.AccountGuard;
import dev.latchkey.limit.guard.GuardBudget;
import dev.latchkey.otp.PhoneIdentifiers;
import dev.latchkey.otp.RegistrationRecords;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserCredentialModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.PasswordCredentialModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.storage.StorageId;

/**
 * Sets a new password for a user who has proven the mailbox, and ends the sessions that the old password has opened.
 */
public final class PasswordResets {

    private final KeycloakSession session;
    private final RealmModel realm;

    /**
     * @param session the request's session
     * @param realm   the realm
     */
    public PasswordResets(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    /**
     * @param typed the typed user name or address
     * @return the account whose password can be reset by mail: enabled, with an address that counts as its owner's, and
     *         stored in Keycloak itself; otherwise empty. The caller must answer the same when the result is empty,
     *         whether or not an account exists
     */
    public Optional<UserModel> find(String typed) {
        return Optional.ofNullable(KeycloakModelUtils.findUserByNameOrEmail(session, realm, typed))
                .filter(user -> possible(session, realm, user, false));
    }

    /**
     * @param session the request's session
     * @param realm   the realm
     * @param user    an account, freshly read; its proven number is its name where the code goes there
     * @param byPhone whether the code goes to that number, not to the address
     * @return whether its password can be reset so now. By mail where the address proves its owner, see
     *         {@link Mailbox#proves}. By number where the realm has it on, and the account has neither an address that
     *         counts, nor a factor that is stronger than the number, nor a linked identity in place of a password: a
     *         number alone never opens an account that has more
     */
    public static boolean possible(KeycloakSession session, RealmModel realm, UserModel user, boolean byPhone) {
        boolean byMail = Mailbox.counts(session, realm, user);
        return isLocal(user) && (byPhone
                ? !byMail && session.getProvider(PhoneIdentifiers.class).resets(realm) && !StrongFactors.has(user)
                        && !signsInByIdentity(session, realm, user)
                : byMail && Mailbox.proves(session, realm, user));
    }

    /** A reset would give it a password, and end the identity by which its user signs in. */
    private static boolean signsInByIdentity(KeycloakSession session, RealmModel realm, UserModel user) {
        return !user.credentialManager().isConfiguredFor(PasswordCredentialModel.TYPE)
                && session.users().getFederatedIdentitiesStream(realm, user).findAny().isPresent();
    }

    private static boolean isLocal(UserModel user) {
        return user.isEnabled() && user.getServiceAccountClientLink() == null
                && !user.isFederated() && StorageId.isLocalStorage(user.getId());
    }

    /**
     * Sets the password and removes the required action that asks for one. Ends trusted devices, all sessions, sign-ins
     * under way and a change of address that the new mailbox has not confirmed. Unlocks what failures had locked: the
     * guard's temporary or permanent lock of the second factor, and a lock of Keycloak's brute-force detector. An
     * account whose mailbox was never proven also loses every other factor, linked identity and consent, which an
     * attacker may have planted by signing up first. It remains pending and belongs to the mailbox owner from now on:
     * no later sign-up replaces it. Any other account with an unverified address loses linked identities, passkeys and
     * consents, because an identity provider or a change of address may have given it the address of this mailbox. It
     * keeps its second factors: they sign no user in on their own, and a reset by the mailbox alone must not remove
     * them.
     *
     * @param user     the account, whose mailbox was proven by a code or link of the purpose password reset
     * @param password the new password
     * @param event    the event of the request; a clone is sent
     * @throws ModelException if the realm's password policy rejects the password; its message is a message key, and
     *                        nothing was changed
     */
    public void complete(UserModel user, String password, EventBuilder event) {
        // a request that accepts the code as well has noted that step, and these events belong to no step of the pack:
        // their owner is notified of what they report
        EventBuilder changed = event.clone().removeDetail(EventDetails.STEP);
        user.credentialManager().updateCredential(UserCredentialModel.password(password, false));
        user.removeRequiredAction(UserModel.RequiredAction.UPDATE_PASSWORD);
        AccountAccess access = new AccountAccess(session, realm, user);
        // a reset opens no session, so every session that exists afterwards belongs to another sign-in
        LateSessions.end(session, realm, user, access.endSessions());
        access.endPendingAddress();
        if (session.getProvider(RegistrationRecords.class).settle(user.getId()) || AccountStatus.awaitsProof(user)) {
            access.endCredentials(KeptCredentials.PASSWORD);
            access.endConsents();
        } else if (!user.isEmailVerified()) {
            access.endEntries(changed);
            access.endConsents();
        }
        changed.clone().event(EventType.UPDATE_CREDENTIAL).user(user)
                .detail(Details.CREDENTIAL_TYPE, PasswordCredentialModel.TYPE)
                .success();
        session.loginFailures().removeUserLoginFailure(realm, user.getId());
        access.endDevices();
        OwnTransaction.run(session, own -> {
            own.getProvider(AccountGuard.class).clear(realm.getId(), user.getId(), GuardBudget.SECOND_FACTOR);
            return null;
        });
    }
}
