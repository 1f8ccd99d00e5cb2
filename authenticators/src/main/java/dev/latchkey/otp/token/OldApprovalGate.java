package dev.latchkey.otp.token;

import dev.latchkey.common.event.Audit;
import dev.latchkey.common.event.AuditStep;
import dev.latchkey.common.tx.RequestTransaction;
import dev.latchkey.signin.filter.RevokedSignIn;
import dev.latchkey.signin.rest.AllowedOrigins;
import dev.latchkey.signin.token.IssuedTokens;
import dev.latchkey.signin.token.TokenProcessor;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import org.keycloak.OAuth2Constants;
import org.keycloak.OAuthErrorException;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.grants.ciba.CibaGrantType;
import org.keycloak.protocol.oidc.grants.ciba.channel.CIBAAuthenticationRequest;
import org.keycloak.services.CorsErrorResponseException;
import org.keycloak.services.cors.Cors;

/**
 * Refuses tokens for a request of OpenID Connect CIBA that was made before all sign-ins of its user were ended, by a
 * password reset or an administrator, or all of the realm. Keycloak opens a new session for it, which no "not before"
 * reaches (OWASP ASVS 7.4.3). The interface and the request belong to keycloak-services, which is not a public API.
 */
final class OldApprovalGate implements TokenProcessor {

    private final KeycloakSession session;

    OldApprovalGate(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public void process(IssuedTokens tokens) {
        MultivaluedMap<String, String> form = session.getContext().getHttpRequest().getDecodedFormParameters();
        if (!OAuth2Constants.CIBA_GRANT_TYPE.equals(form.getFirst(OAuth2Constants.GRANT_TYPE))) {
            return;
        }
        AuthenticatedClientSessionModel clientSession = tokens.context().getClientSession();
        CIBAAuthenticationRequest request =
                CIBAAuthenticationRequest.deserialize(session, form.getFirst(CibaGrantType.AUTH_REQ_ID));
        UserSessionModel opened = clientSession.getUserSession();
        RealmModel realm = clientSession.getRealm();
        if (request.getIat() <= RevokedSignIn.notBefore(session, realm, opened.getUser())) {
            refused(clientSession);
            // Keycloak commits what a refused token request has written
            session.sessions().removeUserSession(realm, opened);
            throw new CorsErrorResponseException(AllowedOrigins.check(
                    Cors.builder().auth().allowedMethods(HttpMethod.POST), session, clientSession.getClient()),
                    OAuthErrorException.INVALID_GRANT,
                    "The sign-ins of the user were ended since", Response.Status.BAD_REQUEST);
        }
    }

    private void refused(AuthenticatedClientSessionModel clientSession) {
        EventBuilder event = new EventBuilder(clientSession.getRealm(), session, session.getContext().getConnection())
                .event(EventType.AUTHREQID_TO_TOKEN).client(clientSession.getClient())
                .user(clientSession.getUserSession().getUser());
        // Keycloak stores errors in a transaction of its own: the request must not hold a connection meanwhile
        RequestTransaction.releaseConnection(session);
        Audit.of(AuditStep.REVOKED_SIGN_IN_REFUSED).on(event).error(Errors.INVALID_USER_CREDENTIALS);
    }
}
