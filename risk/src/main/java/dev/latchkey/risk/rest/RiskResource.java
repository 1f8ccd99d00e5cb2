package dev.latchkey.risk.rest;

import java.time.Duration;
import java.util.List;

import dev.latchkey.common.event.Audit;
import dev.latchkey.common.event.AuditStep;
import dev.latchkey.risk.provider.RememberedValue;
import dev.latchkey.risk.provider.RiskProvider;
import dev.latchkey.signin.rest.AccountToken;
import dev.latchkey.signin.rest.StepUpChallenge;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.resources.account.CorsPreflightService;

/** What is remembered of the calling user's sign-ins: {@code /realms/{realm}/latchkey-risk}. */
@Produces(MediaType.APPLICATION_JSON)
public class RiskResource {

    /** Maximum age of the sign-in of a user who erases. */
    private static final Duration MAX_AGE = Duration.ofMinutes(5);

    private final KeycloakSession session;

    /** @param session the request's session */
    public RiskResource(KeycloakSession session) {
        this.session = session;
    }

    /** @return the answer to a preflight */
    @OPTIONS
    @Path("{any:.*}")
    public Response preflight() {
        return new CorsPreflightService().preflight();
    }

    /** @return what is remembered of the caller's sign-ins; role {@code view-profile} or {@code manage-account} */
    @GET
    @Path("")
    public List<RememberedValue> show() {
        UserModel user = AccountToken.require(session).reader();
        return RiskProvider.of(session).remembered(session.getContext().getRealm(), user.getId());
    }

    /**
     * Erases what is remembered of the caller's sign-ins. Needs the role {@code manage-account}, and a recent sign-in
     * to the token's client: an account without a history is medium, where a thief of its token may be high.
     *
     * @return 204; or 401, with the maximum age of the sign-in (RFC 9470), if it is older
     */
    @DELETE
    @Path("")
    public Response erase() {
        AccountToken token = AccountToken.require(session);
        UserModel user = token.owner();
        if (!token.signedInWithin(MAX_AGE)) {
            return StepUpChallenge.of(MAX_AGE);
        }
        RealmModel realm = session.getContext().getRealm();
        RiskProvider.of(session).erase(realm, user.getId());
        EventBuilder event = new EventBuilder(realm, session, session.getContext().getConnection())
                .event(EventType.UPDATE_PROFILE).user(user);
        Audit.of(AuditStep.RISK_HISTORY_ERASED).on(event).success();
        return Response.noContent().build();
    }
}
