package dev.latchkey.signin.rest;

import java.time.Duration;

import dev.latchkey.signin.SignInTime;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.NotAuthorizedException;
import jakarta.ws.rs.NotFoundException;
import org.keycloak.common.Profile;
import org.keycloak.models.AccountRoles;
import org.keycloak.models.ClientModel;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.AccessTokenIntrospectionProvider;
import org.keycloak.protocol.oidc.AccessTokenIntrospectionProviderFactory;
import org.keycloak.protocol.oidc.TokenIntrospectionProvider;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.cors.Cors;
import org.keycloak.services.managers.Auth;

/**
 * The access token of a user who asks for the data of that same user, checked as Keycloak's own account REST does
 * (keycloak-services, not a public API): audience {@code account}, role {@code view-profile} to read and
 * {@code manage-account} to change, no service accounts. Where an administrator has turned that REST off, by the client
 * {@code account} or by the server's feature, none is accepted.
 */
public final class AccountToken {

    private final KeycloakSession session;
    private final Auth auth;

    private AccountToken(KeycloakSession session, Auth auth) {
        this.session = session;
        this.auth = auth;
    }

    /**
     * @param session the request's session
     * @return the token of the request
     * @throws NotFoundException      if the realm's account REST is off
     * @throws NotAuthorizedException without a valid token for the account
     */
    public static AccountToken require(KeycloakSession session) {
        ClientModel account = account(session);
        Bearer result = BearerReader.read(session)
                .filter(bearer -> bearer.user() != null && bearer.user().getServiceAccountClientLink() == null)
                .orElseThrow(() -> new NotAuthorizedException("Bearer"));
        AccessToken token = whole(session, result);
        if (!token.hasAudience(Constants.ACCOUNT_MANAGEMENT_CLIENT_ID)) {
            throw new NotAuthorizedException("Bearer");
        }
        Auth auth = new Auth(session.getContext().getRealm(), token, result.user(), account, result.session(), false);
        AllowedOrigins.check(Cors.builder(), session, token)
                .allowedMethods("GET", "PATCH", "POST", "DELETE").auth().add();
        return new AccountToken(session, auth);
    }

    private static ClientModel account(KeycloakSession session) {
        ClientModel account =
                session.getContext().getRealm().getClientByClientId(Constants.ACCOUNT_MANAGEMENT_CLIENT_ID);
        if (account == null || !account.isEnabled() || !Profile.isFeatureEnabled(Profile.Feature.ACCOUNT_API)) {
            throw new NotFoundException("The account API is off");
        }
        return account;
    }

    /** A lightweight token leaves out audience and roles; introspection puts them back. */
    private static AccessToken whole(KeycloakSession session, Bearer result) {
        AccessToken token = result.token();
        if (token.getAudience() != null
                && token.getResourceAccess(Constants.ACCOUNT_MANAGEMENT_CLIENT_ID) != null) {
            return token;
        }
        AccessTokenIntrospectionProvider<?> introspection = (AccessTokenIntrospectionProvider<?>) session.getProvider(
                TokenIntrospectionProvider.class, AccessTokenIntrospectionProviderFactory.ACCESS_TOKEN_TYPE);
        return introspection.transformAccessToken(token, result.session());
    }

    /**
     * @return the user, who may read
     * @throws ForbiddenException if the user may not read
     */
    public UserModel reader() {
        auth.requireOneOf(AccountRoles.MANAGE_ACCOUNT, AccountRoles.VIEW_PROFILE);
        return auth.getUser();
    }

    /**
     * @return the user, who may change
     * @throws ForbiddenException if the user may not change
     */
    public UserModel owner() {
        auth.require(AccountRoles.MANAGE_ACCOUNT);
        return auth.getUser();
    }

    /**
     * @param age an age
     * @return whether the user has signed in within it to the token's client, see {@link SignInTime}, and the token is
     *         of that sign-in; false where that is not known
     */
    public boolean signedInWithin(Duration age) {
        UserSessionModel userSession = auth.getSession();
        ClientModel client = auth.getRealm().getClientByClientId(auth.getToken().getIssuedFor());
        return userSession != null && client != null
                && SignInTime.of(userSession, userSession.getAuthenticatedClientSessionByClient(client.getId()))
                        .filter(signIn -> signIn.isWithin(age) && SignInToken.isOf(session, auth.getToken(), signIn,
                                SignInToken.BY_CODE_OR_PASSWORD))
                        .isPresent();
    }
}
