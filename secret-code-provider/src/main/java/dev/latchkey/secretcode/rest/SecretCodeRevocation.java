package dev.latchkey.secretcode.rest;

import java.util.List;
import java.util.Map;

import dev.latchkey.common.event.EndReason;
import dev.latchkey.secretcode.PresentedSecretCode;
import dev.latchkey.secretcode.SecretCodeProvider;
import dev.latchkey.secretcode.SecretCodeText;
import dev.latchkey.secretcode.credential.SecretCodeEnd;
import dev.latchkey.signin.rest.AllowedOrigins;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.keycloak.OAuthErrorException;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.protocol.oidc.utils.AuthorizeClientUtil;
import org.keycloak.services.cors.Cors;

/**
 * An app's sign-out: ends the code that the app presents, as RFC 7009 ends tokens, however long the sessions are over
 * that the code has opened. The code is all that it takes: a confidential client authenticates itself, but no proof
 * of the DPoP key is asked for, since an app that has lost its key has to be able to sign out.
 */
final class SecretCodeRevocation {

    private static final String SECRET_CODE = "secret_code";

    private final KeycloakSession session;
    private final RealmModel realm;

    SecretCodeRevocation(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
    }

    /** Answers alike whether there is such a code or not. An app that has sent none must not think it has. */
    Response answer() {
        EventBuilder event = new EventBuilder(realm, session, session.getContext().getConnection())
                .event(EventType.REMOVE_CREDENTIAL);
        ClientModel client = AuthorizeClientUtil.authorizeClient(session, event, null).getClient();
        AllowedOrigins.check(Cors.builder(), session, client).allowedMethods("POST").auth().add();
        List<String> presented = session.getContext().getHttpRequest().getDecodedFormParameters().get(SECRET_CODE);
        if (presented == null || presented.size() != 1) {
            return answer(Response.Status.BAD_REQUEST, Map.of("error", OAuthErrorException.INVALID_REQUEST));
        }
        SecretCodeText.parse(presented.get(0))
                .flatMap(secret -> session.getProvider(SecretCodeProvider.class).find(realm, secret))
                .ifPresent(code -> code.signOut(client.getId()).ifPresent(reason -> end(code, reason)));
        return answer(Response.Status.OK, Map.of());
    }

    private void end(PresentedSecretCode code, EndReason reason) {
        UserModel owner = session.users().getUserById(realm, code.userId());
        if (owner == null) {
            SecretCodeEnd.end(session, realm, code.userId(), code.id(), reason);
        } else {
            new SecretCodeEnd(session, realm, owner).end(code.id(), reason);
        }
    }

    private static Response answer(Response.Status status, Map<String, String> body) {
        return Response.status(status).entity(body).header(HttpHeaders.CACHE_CONTROL, "no-store").build();
    }
}
