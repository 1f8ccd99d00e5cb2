package dev.latchkey.secretcode.rest;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

import dev.latchkey.secretcode.SecretCodePolicy;
import dev.latchkey.secretcode.redemption.FreshSignIn;
import dev.latchkey.secretcode.redemption.SecretCodeClients;
import dev.latchkey.secretcode.redemption.SecretCodeIssuer;
import dev.latchkey.signin.SignInTime;
import dev.latchkey.signin.rest.AllowedOrigins;
import dev.latchkey.signin.rest.Bearer;
import dev.latchkey.signin.rest.BearerReader;
import dev.latchkey.signin.rest.SignInToken;
import dev.latchkey.signin.rest.StepUpChallenge;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.keycloak.OAuthErrorException;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.utils.AuthorizeClientUtil;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.cors.Cors;

/**
 * An app's request for a code for the user who has just signed in to it. The app presents an access token with the
 * scope {@code secret_code} that was issued to it for an authorization code of that sign-in. It authenticates itself
 * with the DPoP key that the token is bound to, or by client authentication (RFC 6749, 2.3). A stolen access token
 * alone cannot be exchanged for a code. Without a token of a recent sign-in, the refusal names the maximum age of one
 * (RFC 9470).
 */
final class SecretCodeRequest {

    private static final String SECRET_CODE = "secret_code";

    private final KeycloakSession session;
    private final RealmModel realm;

    SecretCodeRequest(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
    }

    Response answer() {
        Bearer result = BearerReader.read(session).filter(bearer -> bearer.user() != null && bearer.client() != null)
                .orElseThrow(() -> refused(Response.Status.UNAUTHORIZED, "invalid_token", ""));
        AccessToken token = result.token();
        AllowedOrigins.check(Cors.builder(), session, token).allowedMethods("POST").auth().add();
        ClientModel client = result.client();
        SecretCodePolicy policy = SecretCodeClients.policy(client)
                .filter(ignored -> hasScope(token) && client.getClientId().equals(token.getIssuedFor()))
                .orElseThrow(() -> refused(Response.Status.FORBIDDEN, "insufficient_scope",
                        ", scope=\"" + SecretCodePolicy.SCOPE + "\""));
        String thumbprint = provenHolder(client, token);
        FreshSignIn signIn = freshSignIn(result.session(), client, policy)
                .filter(fresh -> SignInToken.isOf(session, token, new SignInTime(fresh.at()), SignInToken.BY_CODE))
                .orElseThrow(() -> new WebApplicationException(StepUpChallenge.of(FreshSignIn.MAX_AGE)));
        String code = new SecretCodeIssuer(session, client, policy)
                .issue(result.session(), signIn, thumbprint, false).orElseThrow();
        return Response.status(Response.Status.CREATED).entity(Map.of(SECRET_CODE, code))
                .header(HttpHeaders.CACHE_CONTROL, "no-store").build();
    }

    private static boolean hasScope(AccessToken token) {
        return token.getScope() != null
                && Arrays.asList(token.getScope().split(" ")).contains(SecretCodePolicy.SCOPE);
    }

    /**
     * Authenticates the app. Keycloak has already verified the DPoP proof of a bound token.
     *
     * @return thumbprint of the app's DPoP key; null when the token is bound to none
     */
    private String provenHolder(ClientModel client, AccessToken token) {
        String thumbprint = token.getConfirmation() == null ? null : token.getConfirmation().getKeyThumbprint();
        if (client.isPublicClient()) {
            if (thumbprint == null) {
                throw refused(Response.Status.UNAUTHORIZED, "invalid_token", "");
            }
            return thumbprint;
        }
        EventBuilder event = new EventBuilder(realm, session, session.getContext().getConnection())
                .event(EventType.UPDATE_CREDENTIAL);
        ClientModel authenticated = AuthorizeClientUtil.authorizeClient(session, event, null).getClient();
        if (!authenticated.equals(client)) {
            throw refused(Response.Status.UNAUTHORIZED, OAuthErrorException.INVALID_CLIENT, "");
        }
        return thumbprint;
    }

    /** The user's sign-in; empty without a recent one. */
    private static Optional<FreshSignIn> freshSignIn(UserSessionModel userSession, ClientModel client,
            SecretCodePolicy policy) {
        return Optional.ofNullable(userSession)
                .map(open -> open.getAuthenticatedClientSessionByClient(client.getId()))
                .flatMap(clientSession -> FreshSignIn.find(userSession, clientSession, policy));
    }

    private static WebApplicationException refused(Response.Status status, String error, String parameters) {
        return new WebApplicationException(Response.status(status)
                .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer error=\"" + error + "\"" + parameters)
                .entity(Map.of("error", error)).type(MediaType.APPLICATION_JSON_TYPE).build());
    }
}
