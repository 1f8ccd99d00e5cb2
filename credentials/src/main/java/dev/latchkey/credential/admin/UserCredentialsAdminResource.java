package dev.latchkey.credential.admin;

import java.util.function.Function;

import dev.latchkey.common.event.Audit;
import dev.latchkey.common.event.EndReason;
import dev.latchkey.common.rest.AdministeredUsers;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.UserModel;

/**
 * The trusted devices or the secret codes of a user, for admins: {@code users/{userId}} below
 * {@code /admin/realms/{realm}/latchkey-devices} and {@code …/latchkey-secret-codes}.
 */
@Produces(MediaType.APPLICATION_JSON)
public class UserCredentialsAdminResource {

    private final AdministeredUsers users;
    private final Function<UserModel, UserCredentials<?>> credentials;
    private final Function<String, Audit> ended;

    /**
     * @param users       the users whom the caller may see or manage
     * @param credentials finds those of a user
     * @param ended       writes the details of the admin event for the one with that id; for all of them with null
     */
    public UserCredentialsAdminResource(AdministeredUsers users, Function<UserModel, UserCredentials<?>> credentials,
            Function<String, Audit> ended) {
        this.users = users;
        this.credentials = credentials;
        this.ended = ended;
    }

    /**
     * @param userId a user
     * @return all of the user's; role {@code view-users}
     */
    @GET
    @Path("users/{userId}")
    public Response list(@PathParam("userId") String userId) {
        return Response.ok(credentials.apply(users.viewed(userId)).list()).build();
    }

    /**
     * @param userId a user
     * @param id     one of the user's
     * @return it; 404 if it is not one of the user's; role {@code view-users}
     */
    @GET
    @Path("users/{userId}/{id}")
    public Response get(@PathParam("userId") String userId, @PathParam("id") String id) {
        return Response.ok(credentials.apply(users.viewed(userId)).get(id)).build();
    }

    /**
     * Ends one of the user's; role {@code manage-users}.
     *
     * @param userId a user
     * @param id     one of the user's
     * @return 204; 404 if it is not one of the user's
     */
    @DELETE
    @Path("users/{userId}/{id}")
    public Response end(@PathParam("userId") String userId, @PathParam("id") String id) {
        credentials.apply(users.managed(userId)).end(id, EndReason.REVOKED_BY_ADMIN);
        return recorded(id);
    }

    /**
     * Ends all of the user's; role {@code manage-users}.
     *
     * @param userId a user
     * @return 204
     */
    @DELETE
    @Path("users/{userId}")
    public Response endAll(@PathParam("userId") String userId) {
        credentials.apply(users.managed(userId)).endAll(EndReason.REVOKED_BY_ADMIN);
        return recorded(null);
    }

    private Response recorded(String id) {
        return users.removed(ResourceType.USER, ended.apply(id).reason(EndReason.REVOKED_BY_ADMIN));
    }
}
