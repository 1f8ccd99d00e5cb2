package dev.latchkey.otp.account;

import java.util.List;
import java.util.Optional;

import dev.latchkey.common.event.EndReason;
import dev.latchkey.device.DeviceTrustProvider;
import dev.latchkey.device.credential.DeviceEnd;
import dev.latchkey.signin.CurrentTab;
import dev.latchkey.signin.filter.RevokedSignIn;
import org.keycloak.common.util.Time;
import org.keycloak.credential.CredentialModel;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.FederatedIdentityModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.credential.WebAuthnCredentialModel;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.sessions.AuthenticationSessionModel;

/** Ends every means of access to an account: sessions, trusted devices, credentials, linked identities. */
final class AccountAccess {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final UserModel user;

    AccountAccess(KeycloakSession session, RealmModel realm, UserModel user) {
        this.session = session;
        this.realm = realm;
        this.user = user;
    }

    /**
     * Ends everything that an attacker may have set up before the mailbox was proven. Sign-ins that are under way end
     * as well, except for the one of this request, whose user has just proven the mailbox.
     *
     * @param kept the credentials and identities that remain
     */
    void uproot(KeptCredentials kept) {
        Optional<AuthenticationSessionModel> current = current();
        // credentials first: separate transactions, such as that of an event, must not leave them in place
        endCredentials(kept);
        endSessions();
        endDevices();
        endPendingAddress();
        current.ifPresent(tab -> RevokedSignIn.accept(session, tab));
    }

    /** The sign-in of this request, if it belongs to the account. */
    private Optional<AuthenticationSessionModel> current() {
        return CurrentTab.of(session).filter(tab -> user.equals(tab.getAuthenticatedUser()));
    }

    /**
     * Ends all sessions, including offline sessions. The account's new "not before" also invalidates every token,
     * secret code and sign-in under way.
     *
     * @return the new "not before", epoch seconds
     */
    int endSessions() {
        int notBefore = (int) (Time.currentTimeMillis() / 1000);
        session.users().setNotBeforeForUser(realm, user, notBefore);
        AuthenticationSessionModel tab = session.getContext().getAuthenticationSession();
        ClientModel client = session.getContext().getClient();
        List<UserSessionModel> online = session.sessions().getUserSessionsStream(realm, user).toList();
        online.forEach(this::end);
        List<UserSessionModel> offline = session.sessions().getOfflineUserSessionsStream(realm, user).toList();
        offline.forEach(this::end);
        // each logout has replaced them in the context
        session.getContext().setAuthenticationSession(tab);
        session.getContext().setClient(client);
        return notBefore;
    }

    private void end(UserSessionModel userSession) {
        AuthenticationManager.backchannelLogout(session, userSession, true);
    }

    /** Revokes all trusted devices. */
    void endDevices() {
        DeviceEnd ends = new DeviceEnd(session, realm, user);
        session.getProvider(DeviceTrustProvider.class).list(realm.getId(), user.getId())
                .forEach(device -> ends.end(device.id(), EndReason.PASSWORD_CHANGED));
    }

    /**
     * Removes the credentials that sign in without the password: passkeys and linked identities. Second factors remain:
     * they sign no user in on their own, and a reset by control of the mailbox alone must not remove them.
     *
     * @param event the event of the request; a clone is sent for each removed credential and identity
     */
    void endEntries(EventBuilder event) {
        List<String> passkeys = user.credentialManager()
                .getStoredCredentialsByTypeStream(WebAuthnCredentialModel.TYPE_PASSWORDLESS)
                .map(CredentialModel::getId).toList();
        List<String> identities = session.users().getFederatedIdentitiesStream(realm, user)
                .map(FederatedIdentityModel::getIdentityProvider).toList();
        passkeys.forEach(user.credentialManager()::removeStoredCredentialById);
        identities.forEach(alias -> session.users().removeFederatedIdentity(realm, user, alias));
        passkeys.forEach(id -> event.clone().event(EventType.REMOVE_CREDENTIAL).user(user)
                .detail(Details.CREDENTIAL_TYPE, WebAuthnCredentialModel.TYPE_PASSWORDLESS).success());
        identities.forEach(alias -> event.clone().event(EventType.REMOVE_FEDERATED_IDENTITY).user(user)
                .detail(Details.IDENTITY_PROVIDER, alias).success());
    }

    /**
     * Ends a change of address that its new mailbox has not confirmed yet: the link in Keycloak's mail to that mailbox
     * would transfer the account to the reader of the mailbox without a sign-in.
     */
    void endPendingAddress() {
        if (user.getFirstAttribute(UserModel.EMAIL_PENDING) != null) {
            DirectoryWrite.attempt(user, account -> {
                account.removeAttribute(UserModel.EMAIL_PENDING);
                account.removeRequiredAction(UserModel.RequiredAction.UPDATE_EMAIL);
            });
        }
    }

    /** Revokes all consents of the account: a client that an attacker has consented to has to ask again. */
    void endConsents() {
        List<String> clients = session.users().getConsentsStream(realm, user.getId())
                .map(consent -> consent.getClient().getId()).toList();
        clients.forEach(client -> session.users().revokeConsentForClient(realm, user.getId(), client));
    }

    /**
     * Removes credentials and linked identities.
     *
     * @param kept the credentials and identities that remain
     */
    void endCredentials(KeptCredentials kept) {
        List<String> credentials = user.credentialManager().getStoredCredentialsStream()
                .filter(credential -> !kept.covers(credential))
                .map(CredentialModel::getId).toList();
        credentials.forEach(user.credentialManager()::removeStoredCredentialById);
        List<FederatedIdentityModel> identities = session.users().getFederatedIdentitiesStream(realm, user)
                .filter(identity -> !kept.covers(identity)).toList();
        identities.forEach(identity ->
                session.users().removeFederatedIdentity(realm, user, identity.getIdentityProvider()));
    }
}
