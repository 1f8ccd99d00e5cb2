package dev.latchkey.otp.account;

import java.util.List;
import java.util.Optional;

import dev.latchkey.common.guard.AccountGuard;
import dev.latchkey.common.guard.GuardBudget;
import dev.latchkey.common.tx.OwnTransaction;
import dev.latchkey.device.DeviceTrustProvider;
import dev.latchkey.device.EndReason;
import dev.latchkey.device.flow.DeviceEnd;
import org.keycloak.common.util.Time;
import org.keycloak.credential.CredentialModel;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.FederatedIdentityModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserCredentialModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.credential.PasswordCredentialModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.services.managers.AuthenticationManager;
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
     *         itself. Everybody else has to look like nobody
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
     * Sets the password. Ends trusted devices and all sessions, and opens what failures had shut: the guard's stop and
     * lock, and a lock of Keycloak's brute-force detector. An account that nobody had proven until now loses every
     * other factor and linked identity too: whoever signed up first may have planted them.
     *
     * @param user     the account, whose mailbox was proven by a code or link of the purpose password reset
     * @param password the new password
     * @param event    the event of the request, of which a copy is sent
     * @throws ModelException if the realm's password policy refuses the password; its message is a message key, and
     *                        nothing was changed
     */
    public void complete(UserModel user, String password, EventBuilder event) {
        user.credentialManager().updateCredential(UserCredentialModel.password(password, false));
        endSessions(user);
        if (AccountStatus.of(user) == AccountStatus.PENDING) {
            uproot(user);
        }
        event.clone().event(EventType.UPDATE_CREDENTIAL).user(user)
                .detail(Details.CREDENTIAL_TYPE, PasswordCredentialModel.TYPE)
                .success();
        session.loginFailures().removeUserLoginFailure(realm, user.getId());
        endDevices(user);
        OwnTransaction.run(session, own -> {
            own.getProvider(AccountGuard.class).clear(realm.getId(), user.getId(), GuardBudget.SECOND_FACTOR);
            return null;
        });
    }

    private void endSessions(UserModel user) {
        session.users().setNotBeforeForUser(realm, user, (int) (Time.currentTimeMillis() / 1000));
        List<UserSessionModel> online = session.sessions().getUserSessionsStream(realm, user).toList();
        online.forEach(this::end);
        List<UserSessionModel> offline = session.sessions().getOfflineUserSessionsStream(realm, user).toList();
        offline.forEach(this::end);
    }

    private void end(UserSessionModel userSession) {
        AuthenticationManager.backchannelLogout(session, userSession, true);
    }

    private void uproot(UserModel user) {
        List<String> planted = user.credentialManager().getStoredCredentialsStream()
                .filter(credential -> !PasswordCredentialModel.TYPE.equals(credential.getType()))
                .map(CredentialModel::getId).toList();
        planted.forEach(user.credentialManager()::removeStoredCredentialById);
        List<FederatedIdentityModel> identities = session.users().getFederatedIdentitiesStream(realm, user).toList();
        identities.forEach(identity ->
                session.users().removeFederatedIdentity(realm, user, identity.getIdentityProvider()));
    }

    private void endDevices(UserModel user) {
        DeviceEnd ends = new DeviceEnd(session, realm, user);
        session.getProvider(DeviceTrustProvider.class).list(realm.getId(), user.getId())
                .forEach(device -> ends.end(device.id(), EndReason.PASSWORD_CHANGED));
    }
}
