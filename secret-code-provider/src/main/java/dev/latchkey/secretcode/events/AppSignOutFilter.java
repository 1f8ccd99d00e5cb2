package dev.latchkey.secretcode.events;

import java.util.Optional;
import java.util.function.BiConsumer;

import dev.latchkey.common.event.EndReason;
import dev.latchkey.common.tx.AfterRequest;
import dev.latchkey.secretcode.SecretCodeProvider;
import dev.latchkey.secretcode.SecretCodeProvider.IssuedIn;
import dev.latchkey.secretcode.credential.SecretCodeEnd;
import dev.latchkey.signin.OpenedByCode;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.protocol.oidc.endpoints.LogoutEndpoint;
import org.keycloak.protocol.oidc.endpoints.TokenRevocationEndpoint;
import org.keycloak.representations.RefreshToken;
import org.keycloak.util.TokenUtil;
import org.keycloak.utils.KeycloakSessionUtil;

/**
 * Ends the code of an app that signs out by a refresh token whose session is over. Keycloak answers as if it had signed
 * the app out, and emits no event that names session or user. The code is the one that the token names, or one that was
 * issued in the token's session by a sign-in that is not later than the token: of the client that Keycloak has
 * authenticated. Where the token's subject is the id of a user, it is a code of that user; mappers may leave it out, or
 * replace it, and the code is then found by session and time alone. The signature proves that the token was issued; its
 * expiry does not matter, as it does not to Keycloak's logout.
 */
@Provider
public class AppSignOutFilter implements ContainerResponseFilter {

    private static final String REVOKED = "token";
    private static final String LOGGED_OUT = "refresh_token";

    @Context
    ResourceInfo resource;

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        // an answer to a request for which there is no resource is none of these
        String field = HttpMethod.POST.equals(request.getMethod()) ? field(response.getStatus()) : null;
        KeycloakSession session = field == null ? null : KeycloakSessionUtil.getKeycloakSession();
        ClientModel client = session == null ? null : session.getContext().getClient();
        if (client == null) {
            return;
        }
        Optional.ofNullable(session.getContext().getHttpRequest().getDecodedFormParameters().getFirst(field))
                .flatMap(text -> issuedIn(session, client, text)).ifPresent(issued -> end(session, client, issued));
    }

    /** The parameter with the token, if Keycloak has answered as if it had signed the app out. */
    private String field(int status) {
        if (status == Response.Status.OK.getStatusCode()) {
            return resource.getResourceClass() == TokenRevocationEndpoint.class ? REVOKED : null;
        }
        return status == Response.Status.NO_CONTENT.getStatusCode()
                && resource.getResourceClass() == LogoutEndpoint.class ? LOGGED_OUT : null;
    }

    private static Optional<IssuedIn> issuedIn(KeycloakSession session, ClientModel client, String text) {
        // a token whose signature is not the realm's is none
        return Optional.ofNullable(session.tokens().decode(text, RefreshToken.class))
                .filter(token -> TokenUtil.TOKEN_TYPE_REFRESH.equals(token.getType())
                        || TokenUtil.TOKEN_TYPE_OFFLINE.equals(token.getType()))
                .filter(token -> client.getClientId().equals(token.getIssuedFor()))
                .map(token -> new IssuedIn(client.getId(), user(session, client, token.getSubject()),
                        token.getSessionId() == null ? "" : token.getSessionId(),
                        token.getIat() == null ? 0 : token.getIat(),
                        String.valueOf(token.getOtherClaims().get(OpenedByCode.CLAIM))));
    }

    /** A mapper may have replaced or removed the subject. */
    private static String user(KeycloakSession session, ClientModel client, String subject) {
        UserModel user = subject == null ? null : session.users().getUserById(client.getRealm(), subject);
        return user == null ? "" : user.getId();
    }

    private static void end(KeycloakSession session, ClientModel client, IssuedIn issued) {
        RealmModel realm = client.getRealm();
        BiConsumer<KeycloakSession, RealmModel> end = (own, ownRealm) ->
                own.getProvider(SecretCodeProvider.class).of(ownRealm.getId(), issued).forEach(code ->
                        SecretCodeEnd.end(own, ownRealm, code.userId(), code.id(), EndReason.LOGGED_OUT));
        if (session.getTransactionManager().getRollbackOnly()) {
            // Keycloak has refused the token, with an answer that says success (RFC 7009, 2.2)
            end.accept(session, realm);
        } else {
            session.getTransactionManager().enlistAfterCompletion(new AfterRequest(session, realm.getId(), end));
        }
    }
}
