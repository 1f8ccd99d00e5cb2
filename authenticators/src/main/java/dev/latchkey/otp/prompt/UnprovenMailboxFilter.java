package dev.latchkey.otp.prompt;

import java.util.Optional;
import java.util.Set;

import dev.latchkey.common.tx.RequestTransaction;
import dev.latchkey.otp.account.Mailbox;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import org.keycloak.authentication.actiontoken.DefaultActionToken;
import org.keycloak.authentication.actiontoken.idpverifyemail.IdpVerifyAccountLinkActionToken;
import org.keycloak.authentication.actiontoken.resetcred.ResetCredentialsActionToken;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.ErrorPage;
import org.keycloak.services.resources.LoginActionsService;
import org.keycloak.utils.KeycloakSessionUtil;

/**
 * Refuses links of Keycloak's mails that lead into an account whose address does not stand for its owner, see
 * {@link Mailbox#proves}: the one by which a forgotten password is reset, and the one by which an identity is linked
 * (keycloak-services, not a public API). Keycloak marks the address as verified by both, so that it would count from
 * then on. An administrator's links are not refused: the administrator has decided to trust the address.
 */
@Provider
public class UnprovenMailboxFilter implements ContainerRequestFilter {

    private static final Set<String> WAYS_IN =
            Set.of(ResetCredentialsActionToken.TOKEN_TYPE, IdpVerifyAccountLinkActionToken.TOKEN_TYPE);

    @Context
    ResourceInfo resource;

    @Override
    public void filter(ContainerRequestContext request) {
        KeycloakSession session = KeycloakSessionUtil.getKeycloakSession();
        String key = request.getUriInfo().getQueryParameters().getFirst(Constants.KEY);
        if (session == null || key == null || resource.getResourceClass() != LoginActionsService.class) {
            return;
        }
        RealmModel realm = session.getContext().getRealm();
        Optional<UserModel> user = Optional.ofNullable(session.tokens().decode(key, DefaultActionToken.class))
                .filter(token -> WAYS_IN.contains(String.valueOf(token.getActionId())))
                .map(token -> session.users().getUserById(realm, token.getUserId()));
        boolean refused = user.filter(owner -> !Mailbox.proves(session, realm, owner)).isPresent();
        if (user.isPresent()) {
            // others run transactions of their own: the request must not hold a connection meanwhile
            RequestTransaction.releaseConnection(session);
        }
        if (refused) {
            request.abortWith(refusal(session, realm, user.get()));
        }
    }

    private static Response refusal(KeycloakSession session, RealmModel realm, UserModel user) {
        new EventBuilder(realm, session, session.getContext().getConnection()).event(EventType.EXECUTE_ACTION_TOKEN)
                .user(user).detail(Details.REASON, "the address does not prove the owner of the account")
                .error(Errors.INVALID_EMAIL);
        return ErrorPage.error(session, null, Response.Status.BAD_REQUEST, "latchkeyAccountUnavailable");
    }
}
