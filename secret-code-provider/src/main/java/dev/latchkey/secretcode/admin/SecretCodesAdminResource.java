package dev.latchkey.secretcode.admin;

import java.util.List;

import dev.latchkey.common.event.Audit;
import dev.latchkey.common.event.AuditStep;
import dev.latchkey.common.event.EndReason;
import dev.latchkey.common.rest.AdministeredUsers;
import dev.latchkey.secretcode.rest.SecretCodeView;
import dev.latchkey.secretcode.rest.UserSecretCodes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.KeycloakSession;

/** The secret codes of a user, for admins: {@code /admin/realms/{realm}/latchkey-secret-codes/users/{userId}}. */
@Produces(MediaType.APPLICATION_JSON)
public class SecretCodesAdminResource {

    private final KeycloakSession session;
    private final AdministeredUsers users;

    /**
     * @param session the request's session
     * @param users   the users whom the caller may see or manage
     */
    public SecretCodesAdminResource(KeycloakSession session, AdministeredUsers users) {
        this.session = session;
        this.users = users;
    }

    /**
     * @param userId a user
     * @return the user's codes; role {@code view-users}
     */
    @GET
    @Path("users/{userId}")
    public List<SecretCodeView> list(@PathParam("userId") String userId) {
        return viewed(userId).list();
    }

    /**
     * @param userId a user
     * @param id     a code
     * @return the code; 404 if it is not one of the user's; role {@code view-users}
     */
    @GET
    @Path("users/{userId}/{id}")
    public SecretCodeView get(@PathParam("userId") String userId, @PathParam("id") String id) {
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
        return recorded(id);
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
        return recorded(null);
    }

    private UserSecretCodes viewed(String userId) {
        return new UserSecretCodes(session, users.viewed(userId));
    }

    private UserSecretCodes managed(String userId) {
        return new UserSecretCodes(session, users.managed(userId));
    }

    private Response recorded(String id) {
        return users.removed(ResourceType.USER,
                Audit.of(AuditStep.SECRET_CODE_ENDED).reason(EndReason.REVOKED_BY_ADMIN).secretCode(id));
    }
}
