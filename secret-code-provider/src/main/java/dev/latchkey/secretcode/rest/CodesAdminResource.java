package dev.latchkey.secretcode.rest;

import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import java.util.List;

import dev.latchkey.secretcode.EndReason;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/** The secret codes of a user, for admins: {@code /admin/realms/{realm}/latchkey-secret-codes/users/{userId}}. */
@Produces(MediaType.APPLICATION_JSON)
public class CodesAdminResource {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final AdminPermissionEvaluator auth;
    private final AdminEventBuilder adminEvent;

    /**
     * @param session    the request's session
     * @param realm      the realm being administered
     * @param auth       what the caller may do there
     * @param adminEvent where changes are recorded
     */
    public CodesAdminResource(KeycloakSession session, RealmModel realm, AdminPermissionEvaluator auth,
            AdminEventBuilder adminEvent) {
        this.session = session;
        this.realm = realm;
        this.auth = auth;
        this.adminEvent = adminEvent;
    }

    /**
     * @param userId a user
     * @return the user's codes; role {@code view-users}
     */
    @GET
    @Path("users/{userId}")
    public List<CodeView> list(@PathParam("userId") String userId) {
        return viewed(userId).list();
    }

    /**
     * @param userId a user
     * @param id     a code
     * @return it; 404 if it is not one of the user's; role {@code view-users}
     */
    @GET
    @Path("users/{userId}/{id}")
    public CodeView get(@PathParam("userId") String userId, @PathParam("id") String id) {
        return viewed(userId).get(id);
    }

    /**
     * Ends a code; role {@code manage-users}.
     *
     * @param userId a user
     * @param id     a code
     * @return 204; 404 if it is not one of the user's
     */
    @DELETE
    @Path("users/{userId}/{id}")
    public Response end(@PathParam("userId") String userId, @PathParam("id") String id) {
        managed(userId).end(id, EndReason.REVOKED_BY_ADMIN);
        return recorded();
    }

    /**
     * Ends all codes of a user; role {@code manage-users}.
     *
     * @param userId a user
     * @return 204
     */
    @DELETE
    @Path("users/{userId}")
    public Response endAll(@PathParam("userId") String userId) {
        managed(userId).endAll(EndReason.REVOKED_BY_ADMIN);
        return recorded();
    }

    private UserCodes viewed(String userId) {
        auth.users().requireQuery();
        UserModel user = user(userId);
        auth.users().requireView(user);
        return new UserCodes(session, user);
    }

    private UserCodes managed(String userId) {
        auth.users().requireQuery();
        UserModel user = user(userId);
        auth.users().requireManage(user);
        return new UserCodes(session, user);
    }

    private UserModel user(String userId) {
        UserModel user = session.users().getUserById(realm, userId);
        if (user == null) {
            throw new NotFoundException("User not found");
        }
        return user;
    }

    private Response recorded() {
        adminEvent.operation(OperationType.DELETE).resource(ResourceType.USER)
                .resourcePath(session.getContext().getUri()).success();
        return Response.noContent().build();
    }
}
