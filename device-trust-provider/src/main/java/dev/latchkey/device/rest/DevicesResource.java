package dev.latchkey.device.rest;

import java.io.InputStream;
import java.util.List;

import dev.latchkey.common.event.EndReason;
import dev.latchkey.common.rest.JsonBody;
import dev.latchkey.credential.RotatingSecret;
import dev.latchkey.signin.rest.AccountToken;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.services.resources.account.CorsPreflightService;

/** The trusted devices of the calling user: {@code /realms/{realm}/latchkey-devices}. */
@Produces(MediaType.APPLICATION_JSON)
public class DevicesResource {

    private final KeycloakSession session;

    /** @param session the request's session */
    public DevicesResource(KeycloakSession session) {
        this.session = session;
    }

    /** @return the answer to a preflight */
    @OPTIONS
    @Path("{any:.*}")
    public Response preflight() {
        return new CorsPreflightService().preflight();
    }

    /** @return the caller's devices; role {@code view-profile} or {@code manage-account} */
    @GET
    @Path("")
    public List<DeviceView> list() {
        return devices(AccountToken.require(session).reader()).list();
    }

    /**
     * @param id a device
     * @return the device; 404 if it is not one of the caller's
     */
    @GET
    @Path("{id}")
    public DeviceView get(@PathParam("id") String id) {
        return devices(AccountToken.require(session).reader()).get(id);
    }

    /**
     * Renames a device; role {@code manage-account}.
     *
     * @param id     a device
     * @param change {@code name}, 1 to 64 characters; nothing else can be changed
     * @return the device; 400 without a valid name, 404 if it is not one of the caller's
     */
    @PATCH
    @Path("{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    public DeviceView rename(@PathParam("id") String id, InputStream change) {
        UserDevices devices = devices(AccountToken.require(session).owner());
        return devices.rename(id, JsonBody.require(change).text("name").orElse(null));
    }

    /**
     * Ends trust in a device; role {@code manage-account}.
     *
     * @param id a device
     * @return 204; 404 if it is not one of the caller's
     */
    @DELETE
    @Path("{id}")
    public Response end(@PathParam("id") String id) {
        devices(AccountToken.require(session).owner()).end(id, EndReason.REVOKED_BY_USER);
        return Response.noContent().build();
    }

    /** @return 204, once trust has ended in all of the caller's devices; role {@code manage-account} */
    @DELETE
    @Path("")
    public Response endAll() {
        devices(AccountToken.require(session).owner()).endAll(EndReason.REVOKED_BY_USER);
        return Response.noContent().build();
    }

    /**
     * Shows whether the device that presents a token is still trusted. Changes nothing; limited per client address.
     *
     * @param request {@code device_token}, the device's secret, and for an app's device that was trusted without a
     *                browser its {@code client_id}
     * @return whether it is trusted, without a reason; 400 without a JSON object, 429 with {@code Retry-After} when
     *         limited
     */
    @POST
    @Path("check")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response check(InputStream request) {
        JsonBody body = JsonBody.require(request);
        return new DeviceCheck(session).answer(RotatingSecret.parse(body.text("device_token").orElse(null)),
                body.text("client_id").orElse(null));
    }

    private UserDevices devices(UserModel user) {
        return new UserDevices(session, user);
    }
}
