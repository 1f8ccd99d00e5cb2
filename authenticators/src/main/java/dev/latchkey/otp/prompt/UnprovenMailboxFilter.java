package dev.latchkey.otp.prompt;

import java.util.Set;

import dev.latchkey.common.tx.RequestTransaction;
import dev.latchkey.otp.account.Mailbox;
import dev.latchkey.signin.SignInTab;
import dev.latchkey.signin.filter.ActionTokenTab;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import org.keycloak.authentication.actiontoken.DefaultActionToken;
import org.keycloak.authentication.actiontoken.idpverifyemail.IdpVerifyAccountLinkActionToken;
import org.keycloak.authentication.actiontoken.resetcred.ResetCredentialsActionToken;
import org.keycloak.authentication.actiontoken.updateemail.UpdateEmailActionToken;
import org.keycloak.authentication.actiontoken.verifyemail.VerifyEmailActionToken;
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
 * {@link Mailbox#proves}: the one by which a forgotten password is reset, the one by which an identity is linked, and
 * the one that verifies the address (keycloak-services, not a public API). Keycloak marks the address as verified by
 * each of them, in any browser, so that it would count from then on. The last one acts in the tab that waits for it,
 * where {@link UnprovenSignIn#mayVerifyMailbox} allows it. The link of <i>Update Email</i> sets and verifies an address
 * in no such tab: it is refused where a number names the account and its address does not count. The link by which an
 * administrator has actions executed is not refused: the administrator has decided to trust the address.
 */
@Provider
public class UnprovenMailboxFilter implements ContainerRequestFilter {

    private static final Set<String> LINKS = Set.of(ResetCredentialsActionToken.TOKEN_TYPE,
            IdpVerifyAccountLinkActionToken.TOKEN_TYPE, VerifyEmailActionToken.TOKEN_TYPE,
            UpdateEmailActionToken.TOKEN_TYPE);

    @Context
    ResourceInfo resource;

    @Override
    public void filter(ContainerRequestContext request) {
        KeycloakSession session = KeycloakSessionUtil.getKeycloakSession();
        MultivaluedMap<String, String> query = request.getUriInfo().getQueryParameters();
        String key = query.getFirst(Constants.KEY);
        if (session == null || key == null || resource.getResourceClass() != LoginActionsService.class) {
            return;
        }
        RealmModel realm = session.getContext().getRealm();
        DefaultActionToken token = session.tokens().decode(key, DefaultActionToken.class);
        if (token == null || !LINKS.contains(String.valueOf(token.getActionId()))) {
            return;
        }
        UserModel user = session.users().getUserById(realm, token.getUserId());
        boolean refused = user != null && isRefused(session, query, token, user);
        // others run transactions of their own: the request must not hold a connection meanwhile
        RequestTransaction.releaseConnection(session);
        if (refused) {
            request.abortWith(refusal(session, realm, user));
        }
    }

    private static boolean isRefused(KeycloakSession session, MultivaluedMap<String, String> query,
            DefaultActionToken token, UserModel user) {
        RealmModel realm = session.getContext().getRealm();
        return switch (token.getActionId()) {
            case UpdateEmailActionToken.TOKEN_TYPE ->
                    Mailbox.isNamedByNumber(session, realm, user) && !Mailbox.counts(session, realm, user);
            case VerifyEmailActionToken.TOKEN_TYPE ->
                    !Mailbox.proves(session, realm, user) && !mayVerify(session, query, token, user);
            default -> !Mailbox.proves(session, realm, user);
        };
    }

    private static boolean mayVerify(KeycloakSession session, MultivaluedMap<String, String> query,
            DefaultActionToken token, UserModel user) {
        return SignInTab.find(session, query.getFirst(Constants.CLIENT_ID), query.getFirst(Constants.TAB_ID))
                .filter(tab -> ActionTokenTab.awaitsVerification(tab, token))
                .filter(tab -> UnprovenSignIn.mayVerifyMailbox(session, tab, user)).isPresent();
    }

    private static Response refusal(KeycloakSession session, RealmModel realm, UserModel user) {
        new EventBuilder(realm, session, session.getContext().getConnection()).event(EventType.EXECUTE_ACTION_TOKEN)
                .user(user).detail(Details.REASON, "the address does not prove the owner of the account")
                .error(Errors.INVALID_EMAIL);
        return ErrorPage.error(session, null, Response.Status.BAD_REQUEST, "latchkeyAccountUnavailable");
    }
}
