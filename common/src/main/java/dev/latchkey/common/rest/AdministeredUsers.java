package dev.latchkey.common.rest;

import dev.latchkey.common.event.Audit;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.core.Response;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/** The users whom an admin may see and manage, by Keycloak's own permissions, and the record of what the admin does. */
public final class AdministeredUsers {

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
    public AdministeredUsers(KeycloakSession session, RealmModel realm, AdminPermissionEvaluator auth,
            AdminEventBuilder adminEvent) {
        this.session = session;
        this.realm = realm;
        this.auth = auth;
        this.adminEvent = adminEvent;
    }

    /**
     * @param userId a user
     * @return the user, whom the caller may see: role {@code view-users}
     * @throws NotFoundException if the realm has no such user
     */
    public UserModel viewed(String userId) {
        auth.users().requireQuery();
        UserModel user = user(userId);
        auth.users().requireView(user);
        return user;
    }

    /**
     * @param userId a user
     * @return the user, whom the caller may change: role {@code manage-users}
     * @throws NotFoundException if the realm has no such user
     */
    public UserModel managed(String userId) {
        auth.users().requireQuery();
        UserModel user = user(userId);
        auth.users().requireManage(user);
        return user;
    }

    private UserModel user(String userId) {
        UserModel user = session.users().getUserById(realm, userId);
        if (user == null) {
            throw new NotFoundException("User not found");
        }
        return user;
    }

    /**
     * Records that the caller has removed something.
     *
     * @param type  what kind of thing
     * @param audit the details to record
     * @return 204
     */
    public Response removed(ResourceType type, Audit audit) {
        audit.on(adminEvent).operation(OperationType.DELETE).resource(type)
                .resourcePath(session.getContext().getUri()).success();
        return Response.noContent().build();
    }
}
