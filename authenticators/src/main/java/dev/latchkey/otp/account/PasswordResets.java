package dev.latchkey.otp.account;

import java.util.Optional;

import dev.latchkey.common.guard.AccountGuard;
import dev.latchkey.common.guard.GuardBudget;
import dev.latchkey.common.tx.OwnTransaction;
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

/** Sets a new password for somebody who has proven the mailbox, and ends what the old one had opened. */
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
     * @param typed a user name or an address
     * @return the account whose password a mail may reset: enabled, with an address, and with its password in Keycloak
     *         itself. Every other answer has to look like that about no account
     */
    public Optional<UserModel> find(String typed) {
        return Optional.ofNullable(KeycloakModelUtils.findUserByNameOrEmail(session, realm, typed))
                .filter(PasswordResets::possible);
    }

    /**
     * @param user an account, read anew
     * @return whether a mail may reset its password now
     */
    public static boolean possible(UserModel user) {
        return user.isEnabled() && user.getEmail() != null && !user.getEmail().isBlank()
                && user.getServiceAccountClientLink() == null
                && !user.isFederated() && StorageId.isLocalStorage(user.getId());
    }

    /**
     * Sets the password, which no required action asks for any more. Ends trusted devices, all sessions, sign-ins that
     * have been begun and a change of address that its new mailbox has not confirmed, and opens what failures had shut:
     * the guard's stop and lock, and a lock of Keycloak's brute-force detector. An account whose mailbox was never
     * proven loses every other factor and linked identity too, which another user may have planted by signing up first.
     * It stays pending, and is the mailbox owner's from now on: no later sign-up replaces it. Any other account with an
     * unverified address loses linked identities, passkeys and consents, because an identity provider or a change of
     * address may have given it this mailbox's address; it keeps its second factors, which sign no user in alone and
     * which a reset by the mailbox alone must not remove.
     *
     * @param user     the account, whose mailbox was proven by a code or link of the purpose password reset
     * @param password the new password
     * @param event    the event of the request, of which a copy is sent
     * @throws ModelException if the realm's password policy refuses the password; its message is a message key, and
     *                        nothing was changed
     */
    public void complete(UserModel user, String password, EventBuilder event) {
        user.credentialManager().updateCredential(UserCredentialModel.password(password, false));
        user.removeRequiredAction(UserModel.RequiredAction.UPDATE_PASSWORD);
        AccountAccess access = new AccountAccess(session, realm, user);
        // a reset opens no session, so that all that are there afterwards are those of others
        LateSessions.end(session, realm, user, access.endSessions());
        access.endPendingAddress();
        if (session.getProvider(RegistrationRecords.class).settle(user.getId()) || AccountStatus.awaitsProof(user)) {
            access.endCredentials(KeptCredentials.PASSWORD);
            access.endConsents();
        } else if (!user.isEmailVerified()) {
            access.endEntries(event);
            access.endConsents();
        }
        event.clone().event(EventType.UPDATE_CREDENTIAL).user(user)
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
