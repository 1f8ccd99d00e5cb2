package dev.latchkey.device.rest;

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

import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.latchkey.common.rest.AccountToken;
import dev.latchkey.common.rotating.RotatingSecret;
import dev.latchkey.device.EndReason;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.services.resources.account.CorsPreflightService;

/** The trusted devices of whoever asks: {@code /realms/{realm}/latchkey-devices}. */
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
     * @return it; 404 if it is not one of the caller's
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
     * @param change the new name; nothing else can be changed
     * @return the device; 404 if it is not one of the caller's
     */
    @PATCH
    @Path("{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    public DeviceView rename(@PathParam("id") String id, Rename change) {
        return devices(AccountToken.require(session).owner()).rename(id, change == null ? null : change.name());
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
     * Tells whether the device that holds a token is still trusted. Changes nothing; limited per client address.
     *
     * @param request the device's token
     * @return yes or no, and no reason; 429 with {@code Retry-After} where limited
     */
    @POST
    @Path("check")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response check(Check request) {
        Optional<RotatingSecret> presented = RotatingSecret.parse(request == null ? null : request.deviceToken());
        return new DeviceCheck(session).answer(presented, request == null ? null : request.clientId());
    }

    private UserDevices devices(UserModel user) {
        return new UserDevices(session, user);
    }

    /**
     * The one thing about a device that its owner may change.
     *
     * @param name 1 to 64 characters
     */
    public record Rename(String name) {
    }

    /**
     * What an app asks with.
     *
     * @param deviceToken the token that the device holds
     * @param clientId    the app whose device it is, where it was trusted without a browser; null for a browser's
     */
    public record Check(@JsonProperty("device_token") String deviceToken, @JsonProperty("client_id") String clientId) {
    }
}
