package dev.latchkey.device.admin;

import java.util.List;

import dev.latchkey.common.event.Audit;
import dev.latchkey.common.event.AuditStep;
import dev.latchkey.common.event.EndReason;
import dev.latchkey.common.rest.AdministeredUsers;
import dev.latchkey.device.rest.DeviceView;
import dev.latchkey.device.rest.UserDevices;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.KeycloakSession;

/** The trusted devices of a user, for admins: {@code /admin/realms/{realm}/latchkey-devices/users/{userId}}. */
@Produces(MediaType.APPLICATION_JSON)
public class DevicesAdminResource {

    private final KeycloakSession session;
    private final AdministeredUsers users;

    /**
     * @param session the request's session
     * @param users   the users whom the caller may see or manage
     */
    public DevicesAdminResource(KeycloakSession session, AdministeredUsers users) {
        this.session = session;
        this.users = users;
    }

    /**
     * @param userId a user
     * @return the user's devices; role {@code view-users}
     */
    @GET
    @Path("users/{userId}")
    public List<DeviceView> list(@PathParam("userId") String userId) {
        return viewed(userId).list();
    }

    /**
     * @param userId a user
     * @param id     a device
     * @return the device; 404 if it is not one of the user's; role {@code view-users}
     */
    @GET
    @Path("users/{userId}/{id}")
    public DeviceView get(@PathParam("userId") String userId, @PathParam("id") String id) {
        return viewed(userId).get(id);
    }

    /**
     * Ends trust in a device; role {@code manage-users}.
     *
     * @param userId a user
     * @param id     a device
     * @return 204; 404 if it is not one of the user's
     */
    @DELETE
    @Path("users/{userId}/{id}")
    public Response end(@PathParam("userId") String userId, @PathParam("id") String id) {
        managed(userId).end(id, EndReason.REVOKED_BY_ADMIN);
        return recorded(id);
    }

    /**
     * Ends trust in all devices of a user; role {@code manage-users}.
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

    private UserDevices viewed(String userId) {
        return new UserDevices(session, users.viewed(userId));
    }

    private UserDevices managed(String userId) {
        return new UserDevices(session, users.managed(userId));
    }

    private Response recorded(String id) {
        return users.removed(ResourceType.USER,
                Audit.of(AuditStep.DEVICE_ENDED).reason(EndReason.REVOKED_BY_ADMIN).device(id, null));
    }
}
