package dev.latchkey.risk.admin;

import java.util.List;

import dev.latchkey.common.event.Audit;
import dev.latchkey.common.event.AuditStep;
import dev.latchkey.common.rest.AdministeredUsers;
import dev.latchkey.risk.provider.RememberedValue;
import dev.latchkey.risk.provider.RiskProvider;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** Shows and erases what is remembered of users' sign-ins: {@code /admin/realms/{realm}/latchkey-risk}. */
public class RiskAdminResource {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final AdministeredUsers users;

    /**
     * @param session the request's session
     * @param realm   the realm being administered
     * @param users   the users whom the caller may see or manage
     */
    public RiskAdminResource(KeycloakSession session, RealmModel realm, AdministeredUsers users) {
        this.session = session;
        this.realm = realm;
        this.users = users;
    }

    /**
     * Shows what is remembered of a user's sign-ins. Needs the role {@code view-users}.
     *
     * @param userId the user
     * @return the values, as hashes
     * @throws NotFoundException if the realm has no such user
     */
    @GET
    @Path("users/{userId}")
    @Produces(MediaType.APPLICATION_JSON)
    public List<RememberedValue> show(@PathParam("userId") String userId) {
        return RiskProvider.of(session).remembered(realm, users.viewed(userId).getId());
    }

    /**
     * Erases what is remembered of a user's sign-ins. Needs the role {@code manage-users}; leaves an admin event.
     *
     * @param userId the user
     * @return 204
     * @throws NotFoundException if the realm has no such user
     */
    @DELETE
    @Path("users/{userId}")
    public Response erase(@PathParam("userId") String userId) {
        RiskProvider.of(session).erase(realm, users.managed(userId).getId());
        return users.removed(ResourceType.USER, Audit.of(AuditStep.RISK_HISTORY_ERASED));
    }
}
