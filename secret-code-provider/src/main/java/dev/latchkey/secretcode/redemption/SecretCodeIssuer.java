package dev.latchkey.secretcode.redemption;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.latchkey.common.account.FreshUser;
import dev.latchkey.common.net.ClientAddress;
import dev.latchkey.common.net.Label;
import dev.latchkey.common.notification.Notification;
import dev.latchkey.common.notification.NotificationKind;
import dev.latchkey.common.notification.Notifications;
import dev.latchkey.common.tx.Committed;
import dev.latchkey.credential.RotatingSecret;
import dev.latchkey.credential.console.ConsoleCredentials;
import dev.latchkey.secretcode.ProviderLogoutKey;
import dev.latchkey.secretcode.SecretCodeIssueResult;
import dev.latchkey.secretcode.SecretCodePolicy;
import dev.latchkey.secretcode.SecretCodeProvider;
import dev.latchkey.secretcode.SecretCodeText;
import dev.latchkey.secretcode.SignIn;
import dev.latchkey.secretcode.credential.SecretCodeCredentialProviderFactory;
import dev.latchkey.secretcode.credential.SecretCodeEnd;
import dev.latchkey.secretcode.events.SecretCodeEvents;
import dev.latchkey.secretcode.session.SessionEnd;
import jakarta.ws.rs.core.Response;
import org.keycloak.OAuthErrorException;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.services.ErrorResponseException;

/** Issues a code to an app whose user has just signed in: writes row, credential and event, and notifies the user. */
public final class SecretCodeIssuer {

    private static final int MAX_NAME = 60;

    private final KeycloakSession session;
    private final RealmModel realm;
    private final ClientModel client;
    private final SecretCodePolicy policy;

    /**
     * @param session the request's session
     * @param client  the app
     * @param policy  the app's policy
     */
    public SecretCodeIssuer(KeycloakSession session, ClientModel client, SecretCodePolicy policy) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.client = client;
        this.policy = policy;
    }

    /**
     * Issues a code in the transaction of the request.
     *
     * @param userSession   the user's session
     * @param fresh         the user's sign-in to the app in that session
     * @param keyThumbprint thumbprint of the app's DPoP key, to which the code is bound; null without one
     * @param first         whether to issue a code only if this sign-in has not issued one to the app yet
     * @return the code as the app stores it; empty when it had to be the first and is not
     * @throws ErrorResponseException if a concurrent sign-in has issued a code to the app
     */
    public Optional<String> issue(UserSessionModel userSession, FreshSignIn fresh, String keyThumbprint,
            boolean first) {
        UserModel user = userSession.getUser();
        SignIn signIn = new SignIn(fresh.account(), client.getId(), keyThumbprint, userSession.getId(),
                SessionEnd.of(realm, userSession), fresh.at(), ClientAddress.text(session), logoutKeys(userSession));
        return session.getProvider(SecretCodeProvider.class).issue(realm, signIn, policy, first).fold(
                issued -> Optional.of(confirmed(user, userSession, fresh, issued)),
                alreadyIssued -> Optional.empty(),
                outrun -> {
                    // the exception makes Keycloak roll back what this request has written
                    throw outrun();
                });
    }

    /** Keycloak finds the session by these ids, which are over with the session. */
    private Set<String> logoutKeys(UserSessionModel userSession) {
        return Stream.of(
                        Optional.ofNullable(userSession.getBrokerSessionId())
                                .map(id -> ProviderLogoutKey.ofSession(realm.getId(), id)),
                        Optional.ofNullable(userSession.getBrokerUserId())
                                .map(id -> ProviderLogoutKey.ofUser(realm.getId(), id)))
                .flatMap(Optional::stream).collect(Collectors.toSet());
    }

    private String confirmed(UserModel user, UserSessionModel userSession, FreshSignIn fresh,
            SecretCodeIssueResult.Issued issued) {
        // another sign-in may have written a code and its credential while this one waited
        UserModel owner = FreshUser.of(session, realm, user);
        if (owner == null) {
            throw outrun();
        }
        new IssuingSession(userSession.getId(), user.getId(), client.getId(), fresh.offline())
                .confirm(session, realm.getId(), issued.secret().selector());
        return announced(owner, issued);
    }

    private static ErrorResponseException outrun() {
        return new ErrorResponseException(OAuthErrorException.INVALID_GRANT,
                "Another sign-in was given its secret code at the same moment", Response.Status.BAD_REQUEST);
    }

    /** Works in the request's transaction: if that fails, the old code stays valid in the app and in the consoles. */
    private String announced(UserModel user, SecretCodeIssueResult.Issued issued) {
        RotatingSecret secret = issued.secret();
        ConsoleCredentials credentials = SecretCodeCredentialProviderFactory.credentials(user);
        issued.ended().forEach(old ->
                SecretCodeEvents.ended(session, realm, user.getId(), old.id(), old.reason()));
        // after the commit: removal renumbers all other credentials of the user, as concurrent sign-ins may do
        Committed.then(session, () -> SecretCodeEnd.settleOrLeave(session.getKeycloakSessionFactory(), realm.getId(),
                user.getId(), issued.ended().stream().map(SecretCodeIssueResult.Replaced::id).toList()));
        String name = credentials.create(session, realm, secret.selector(), name())
                .orElseThrow(SecretCodeIssuer::outrun);
        SecretCodeEvents.issued(session, realm, user, client, secret.selector());
        Notifications.of(session).send(realm, user, Notification.of(NotificationKind.CODE_ISSUED, name));
        return SecretCodeText.of(secret);
    }

    private String name() {
        String name = client.getName();
        // a name such as ${client_account} is a message key of Keycloak's own
        String shown = name == null || name.isBlank() || name.startsWith("${") ? client.getClientId() : name.strip();
        return Label.cut(shown, MAX_NAME);
    }
}
