package dev.latchkey.nativeapi.rest;

import java.io.InputStream;
import java.security.SecureRandom;

import dev.latchkey.otp.rest.LinkAddress;
import dev.latchkey.otp.rest.LinkPage;
import dev.latchkey.otp.rest.NumberAnswer;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.cors.Cors;

/** The resource {@code /realms/{realm}/latchkey-otp}: the page of a mailed link, and the endpoints for apps. */
public class OtpResource {

    /** Name of the realm resource. */
    public static final String ID = LinkAddress.RESOURCE;
    /** Path of the authorization challenge endpoint. */
    public static final String AUTHORIZE_CHALLENGE = "authorize-challenge";

    private static final String REGISTRATIONS = "registrations";
    private static final String CHALLENGES = "challenges";
    private static final String MAILS = CHALLENGES + "/{id}/mails";
    private static final String VERIFICATION = CHALLENGES + "/{id}/verification";
    private static final String LINK = LinkAddress.LINKS + "/{id}";
    private static final String STATUS = LINK + "/" + LinkAddress.STATUS;

    private final KeycloakSession session;
    private final SecureRandom random;

    /**
     * @param session the request's session
     * @param random  the source of randomness for secrets
     */
    public OtpResource(KeycloakSession session, SecureRandom random) {
        this.session = session;
        this.random = random;
    }

    /**
     * Shows the state of a link. Changes nothing for any client (ASVS 3.5.3), so that mail scanners can open
     * the link.
     *
     * @param challengeId the challenge
     * @param token       the token
     * @return a page with a button in the browser that holds the sign-in; otherwise a page that asks the user to type
     *         the code, or the number of the page that waits, or one that reports that the link is not valid
     */
    @GET
    @Path(LINK)
    @Produces(MediaType.TEXT_HTML)
    public Response open(@PathParam("id") String challengeId, @QueryParam(LinkAddress.TOKEN) String token) {
        return new LinkPage(session).open(challengeId, token);
    }

    /**
     * Uses the link up, in the browser that holds the sign-in; in another one, where the policy allows it, verifies the
     * number that the waiting page shows.
     *
     * @param challengeId the challenge
     * @param token       the token
     * @param described   the request that the page with the number's field has described; null for none
     * @param number      the number; null when none was typed
     * @return a redirect back into the sign-in; otherwise a page that shows why the link was not accepted
     */
    @POST
    @Path(LINK)
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Produces(MediaType.TEXT_HTML)
    public Response confirm(@PathParam("id") String challengeId, @FormParam(LinkAddress.TOKEN) String token,
            @FormParam(LinkAddress.DESCRIBED) String described, @FormParam(LinkAddress.NUMBER) String number) {
        return new LinkPage(session).confirm(challengeId, token, new NumberAnswer(described, number));
    }

    /**
     * Tells the page that waits for a link whether it has something to find out.
     *
     * @param challengeId the challenge
     * @param tab         the tab that waits
     * @return 200 when it has; 204 as long as nothing has happened, and to every other browser
     */
    @GET
    @Path(STATUS)
    @Produces(MediaType.APPLICATION_JSON)
    public Response status(@PathParam("id") String challengeId, @QueryParam(LinkAddress.TAB) String tab) {
        return new LinkPage(session).status(challengeId, tab);
    }

    /**
     * Starts or continues a sign-in without a browser (draft-ietf-oauth-first-party-apps-04). The client authenticates
     * as at the token endpoint.
     *
     * @return 200 with an authorization code; otherwise an error in the form of RFC 6749
     */
    @POST
    @Path(AUTHORIZE_CHALLENGE)
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Produces(MediaType.APPLICATION_JSON)
    public Response authorizeChallenge() {
        return new AuthorizationChallenge(session, random)
                .answer(session.getContext().getHttpRequest().getDecodedFormParameters());
    }

    /**
     * Signs a user up without a browser.
     *
     * @param body JSON: {@code client_id}, {@code attributes}, {@code password}; {@code sent_text} for a sign-up by a
     *             number from which the user sends a text
     * @return 202 with a challenge, also when the address has an account; otherwise Problem JSON
     */
    @POST
    @Path(REGISTRATIONS)
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response register(InputStream body) {
        return new NativeEndpoints(session, random).register(body);
    }

    /**
     * Sends a code to an address, or to a number that names an account.
     *
     * @param body JSON: {@code client_id}, {@code purpose}, {@code address}
     * @return 202 with a challenge, also when there is no account that the code could serve; otherwise Problem JSON
     */
    @POST
    @Path(CHALLENGES)
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response challenge(InputStream body) {
        return new NativeEndpoints(session, random).challenge(body);
    }

    /**
     * Sends another code for a challenge.
     *
     * @param id   the challenge
     * @param body JSON: {@code client_id}
     * @return 202 with the challenge; otherwise Problem JSON
     */
    @POST
    @Path(MAILS)
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response resend(@PathParam("id") String id, InputStream body) {
        return new NativeEndpoints(session, random).resend(id, body);
    }

    /**
     * Verifies a code and completes the operation that it is for.
     *
     * @param id   the challenge
     * @param body JSON: {@code client_id}, {@code code} or {@code sent_text}, {@code password} when it is required
     * @return 204; otherwise Problem JSON
     */
    @POST
    @Path(VERIFICATION)
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response verify(@PathParam("id") String id, InputStream body) {
        return new NativeEndpoints(session, random).verify(id, body);
    }

    /** @return the CORS preflight response of the endpoints for apps */
    @OPTIONS
    @Path("{endpoint:" + AUTHORIZE_CHALLENGE + "|" + REGISTRATIONS + "|" + CHALLENGES + ".*}")
    public Response preflight() {
        return Cors.builder().auth().preflight().allowedMethods("POST", "OPTIONS").add(Response.ok());
    }
}
