package dev.latchkey.secretcode.rest;

import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import dev.latchkey.common.event.EndReason;
import dev.latchkey.common.rest.JsonBody;
import dev.latchkey.limit.ClientRate;
import dev.latchkey.limit.Limit;
import dev.latchkey.limit.rest.TooManyRequests;
import dev.latchkey.secretcode.redemption.SecretCodeClients;
import dev.latchkey.secretcode.redemption.SecretCodeVerifier;
import dev.latchkey.signin.rest.AccountToken;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.resources.account.CorsPreflightService;

/** The secret codes of the calling user: {@code /realms/{realm}/latchkey-secret-codes}. */
@Produces(MediaType.APPLICATION_JSON)
public class SecretCodesResource {

    private final KeycloakSession session;

    /** @param session the request's session */
    public SecretCodesResource(KeycloakSession session) {
        this.session = session;
    }

    /** @return the answer to a preflight */
    @OPTIONS
    @Path("{any:.*}")
    public Response preflight() {
        return new CorsPreflightService().preflight();
    }

    /** @return the caller's codes; role {@code view-profile} or {@code manage-account} */
    @GET
    @Path("")
    public List<SecretCodeView> list() {
        return new UserSecretCodes(session, AccountToken.require(session).reader()).list();
    }

    /**
     * @param id a code
     * @return the code; 404 if it is not one of the caller's
     */
    @GET
    @Path("{id}")
    public SecretCodeView get(@PathParam("id") String id) {
        return new UserSecretCodes(session, AccountToken.require(session).reader()).get(id);
    }

    /**
     * Ends a code; role {@code manage-account}.
     *
     * @param id a code
     * @return 204; 404 if it is not one of the caller's
     */
    @DELETE
    @Path("{id}")
    public Response end(@PathParam("id") String id) {
        new UserSecretCodes(session, AccountToken.require(session).owner())
                .end(id, EndReason.REVOKED_BY_USER);
        return Response.noContent().build();
    }

    /** @return 204, once all of the caller's codes have ended; role {@code manage-account} */
    @DELETE
    @Path("")
    public Response endAll() {
        new UserSecretCodes(session, AccountToken.require(session).owner()).endAll(EndReason.REVOKED_BY_USER);
        return Response.noContent().build();
    }

    /**
     * Issues a code to an app for the user who has just signed in to it. Requires an access token that was issued to
     * the app with the scope {@code secret_code}, and a DPoP proof or client authentication. Limited per client
     * address.
     *
     * @return 201 with {@code secret_code}; 401 without such a token, proof or a fresh sign-in; 403 without the scope
     */
    @POST
    @Path("")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response issue() {
        return limited(() -> new SecretCodeRequest(session).answer());
    }

    /**
     * Verifies whether a code would sign its app in now. Signs no user in; limited per client address.
     *
     * @param request {@code secret_code}, and the {@code client_id} of the app it was issued to
     * @return whether it would, without a reason; 400 without a JSON object, 429 with {@code Retry-After} where limited
     */
    @POST
    @Path("verification")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response verify(InputStream request) {
        return limited(() -> Response.ok(Map.of("valid", valid(JsonBody.require(request))))
                .header(HttpHeaders.CACHE_CONTROL, "no-store").build());
    }

    /**
     * Ends a code, however long the sessions are over that it has opened: what an app calls when its user signs out.
     * The client authenticates itself as at the token endpoint. Limited per client address.
     *
     * @return 200, whether or not there is such a code; 400 without exactly one {@code secret_code}, 401 if the client
     *         is not known or not authenticated, 429 with {@code Retry-After} where limited
     */
    @POST
    @Path("revocation")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response revoke() {
        return limited(() -> new SecretCodeRevocation(session).answer());
    }

    private boolean valid(JsonBody request) {
        ClientModel client = request.text("client_id")
                .map(session.getContext().getRealm()::getClientByClientId).orElse(null);
        return client != null && client.isEnabled() && SecretCodeClients.policy(client)
                .map(policy -> new SecretCodeVerifier(session, client, policy)
                        .valid(request.text("secret_code").orElse(null))).orElse(false);
    }

    private Response limited(Supplier<Response> answer) {
        RealmModel realm = session.getContext().getRealm();
        return ClientRate.take(session, realm, Limit.SECRET_CODE_CHECK_IP_MINUTE).fold(
                admitted -> answer.get(),
                refused -> TooManyRequests.answer(Response.ok(Map.of("error", "too_many_requests")).build(),
                        "secret-code-check", refused.retryAfterSeconds()));
    }
}
