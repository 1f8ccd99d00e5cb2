package dev.latchkey.secretcode.redemption;

import java.time.Duration;
import java.util.Optional;

import dev.latchkey.secretcode.AccountAtSignIn;
import dev.latchkey.secretcode.SecretCodePolicy;
import dev.latchkey.secretcode.events.SignedIn;
import dev.latchkey.secretcode.session.OpenedSessions;
import dev.latchkey.signin.OpenedByCode;
import dev.latchkey.signin.PartNotes;
import dev.latchkey.signin.SignInTime;
import dev.latchkey.signin.account.AccountSnapshot;
import org.keycloak.OAuth2Constants;
import org.keycloak.authentication.AuthenticationProcessor;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.light.LightweightUserAdapter;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.services.managers.AuthenticationManager;

/**
 * A sign-in by which a user has just signed in to an app: by the authorization code flow, not silently by an older
 * session, not by an administrator's impersonation, and not by a secret code. Neither the password nor the address of
 * the account has changed since. Only such a sign-in is sufficient for a credential that is valid for months.
 *
 * @param at      when the user signed in, epoch seconds
 * @param account the account, unchanged since; what is issued is tied to this state
 * @param offline whether its session may live on as an offline session alone
 */
public record FreshSignIn(int at, AccountSnapshot account, boolean offline) {

    /** Maximum age of a sign-in. */
    public static final Duration MAX_AGE = Duration.ofMinutes(5);

    /**
     * @param userSession   the user's session
     * @param clientSession the app's client session in it
     * @param policy        the app's policy
     * @return the sign-in; empty when no user has signed in, or longer ago than {@link #MAX_AGE}, when the account has
     *         changed since, or when it is stored with its session alone (Keycloak's feature {@code transient-users})
     */
    public static Optional<FreshSignIn> find(UserSessionModel userSession,
            AuthenticatedClientSessionModel clientSession, SecretCodePolicy policy) {
        if (LightweightUserAdapter.isLightweightUser(userSession.getUser())) {
            return Optional.empty();
        }
        AccountSnapshot account = AccountSnapshot.of(userSession.getRealm(), userSession.getUser(),
                policy.passwordAttribute());
        // a code is for the app that the user has just seen; the password grant shows none
        Optional<SignInTime> at = SignInTime.of(userSession, clientSession)
                .filter(signIn -> signIn.isWithin(MAX_AGE)
                        && OAuth2Constants.CODE.equals(clientSession.getNote(OIDCLoginProtocol.RESPONSE_TYPE_PARAM)));
        boolean unchanged = PartNotes.get(clientSession, SignedIn.ACCOUNT).flatMap(AccountAtSignIn::parse)
                .filter(before -> before.isUnchanged(account)).isPresent();
        // Keycloak removes a session that was opened for offline access alone, once it has the offline session
        boolean offline = userSession.isOffline()
                || clientSession.getNote(AuthenticationProcessor.FIRST_OFFLINE_ACCESS) != null;
        return at.isPresent() && unchanged
                ? Optional.of(new FreshSignIn(at.get().at(), account, offline))
                : Optional.empty();
    }

    /**
     * @param clientSession an app's client session
     * @return id of the code that has opened it; empty when a user has signed in to it
     */
    public static Optional<String> openedBy(AuthenticatedClientSessionModel clientSession) {
        return OpenedByCode.code(clientSession);
    }

    /**
     * Marks a session that a code has opened, and ends it if the code has ended by the time the request completes.
     *
     * @param request       the request that opens it
     * @param codeId        the code
     * @param signedInAt    time of the sign-in in which the code was issued, epoch seconds
     * @param online        whether no offline session may be made of it
     * @param clientSession the app's client session in it
     */
    public static void markOpened(KeycloakSession request, String codeId, int signedInAt, boolean online,
            AuthenticatedClientSessionModel clientSession) {
        UserSessionModel userSession = clientSession.getUserSession();
        userSession.setNote(AuthenticationManager.AUTH_TIME, String.valueOf(signedInAt));
        OpenedByCode.mark(userSession, codeId, online);
        OpenedByCode.mark(clientSession, codeId, online);
        clientSession.setNote(AuthenticationManager.SSO_AUTH, "true");
        OpenedSessions.confirm(request, clientSession.getRealm().getId(), codeId, userSession.getId());
    }
}
