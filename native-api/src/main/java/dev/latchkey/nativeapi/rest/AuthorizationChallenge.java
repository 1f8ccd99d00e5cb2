package dev.latchkey.nativeapi.rest;

import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import dev.latchkey.common.net.ProofKey;
import dev.latchkey.common.tx.RequestTransaction;
import dev.latchkey.device.session.NativeDevice;
import dev.latchkey.limit.ClientRate;
import dev.latchkey.limit.Limit;
import dev.latchkey.limit.rest.TooManyRequests;
import dev.latchkey.nativeapi.authentication.OngoingNativeSignIn;
import dev.latchkey.nativeapi.token.NativeSignInMapper;
import dev.latchkey.otp.prompt.ResponseTimePadding;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;
import org.keycloak.OAuthErrorException;
import org.keycloak.authentication.AuthenticationProcessor;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.AuthenticationFlowModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.protocol.oidc.OIDCAdvancedConfigWrapper;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.protocol.oidc.utils.AuthorizeClientUtil;
import org.keycloak.services.cors.Cors;
import org.keycloak.services.util.DPoPUtil;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * The authorization challenge endpoint (draft-ietf-oauth-first-party-apps-04): an app signs a user in without a
 * browser, by an authentication flow of the realm, and gets an authorization code for Keycloak's token endpoint.
 */
final class AuthorizationChallenge {

    private static final Logger LOG = Logger.getLogger(AuthorizationChallenge.class);
    private static final char NUL = '\0';
    private static final String POLICY = "native-sign-in";
    /**
     * Note with the thumbprint of the app's key, empty without one; its presence shows that this endpoint has started
     * the sign-in.
     */
    private static final String KEY = "latchkey.native.key";
    private static final String TURN = "latchkey.native.turn.";
    /**
     * Lifetime of a lease, longer than any request takes. The lease expires so that a node that dies during a request
     * does not block the sign-in.
     */
    private static final long TURN_SECONDS = 30;

    private final KeycloakSession session;
    private final RealmModel realm;
    private final SecureRandom random;
    private final Cors cors = Cors.builder().auth().allowedMethods("POST")
            .exposedHeaders(Cors.ACCESS_CONTROL_ALLOW_METHODS, HttpHeaders.RETRY_AFTER);
    private final EventBuilder event;
    private final NativeSessions sessions;

    AuthorizationChallenge(KeycloakSession session, SecureRandom random) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.random = random;
        this.sessions = new NativeSessions(session, KEY);
        this.event = new EventBuilder(realm, session, session.getContext().getConnection()).event(EventType.LOGIN)
                .detail(Details.AUTH_METHOD, OIDCLoginProtocol.LOGIN_PROTOCOL);
    }

    Response answer(MultivaluedMap<String, String> parameters) {
        return ClientRate.take(session, realm, Limit.NATIVE_IP_MINUTE).fold(
                admitted -> answerPadded(parameters),
                refused -> {
                    cors.allowAllOrigins();
                    return tooMany("Too many requests", refused.retryAfterSeconds());
                });
    }

    private Response answerPadded(MultivaluedMap<String, String> parameters) {
        ResponseTimePadding.beginSignIn(session);
        Response response = answerAtOnce(parameters);
        if (response.getStatus() == Response.Status.BAD_REQUEST.getStatusCode()) {
            // checking a wrong password takes a little longer than answering for an account that does not exist
            ResponseTimePadding.hold(session);
        }
        return response;
    }

    private Response answerAtOnce(MultivaluedMap<String, String> parameters) {
        try {
            return signIn(parameters);
        } catch (OAuthRefusal e) {
            return refuse(e, Optional.empty());
        }
    }

    private Response signIn(MultivaluedMap<String, String> parameters) throws OAuthRefusal {
        // some databases fail on a NUL, and the error would differ from the answer for an account that does not exist
        if (parameters.values().stream().anyMatch(values -> values.size() != 1 || values.get(0).indexOf(NUL) >= 0)) {
            cors.allowAllOrigins();
            throw OAuthRefusal.invalidRequest("A parameter is repeated or not valid");
        }
        ClientModel client = AuthorizeClientUtil.authorizeClient(session, event, cors).getClient();
        event.client(client);
        AuthenticationFlowModel flow = flow(client);
        DPoPUtil.handleDPoPHeader(session, event, cors, OIDCAdvancedConfigWrapper.fromClientModel(client));
        Optional<String> key = ProofKey.thumbprint(session);

        String presented = parameters.getFirst(AuthSession.NAME);
        AuthSession held = presented == null
                ? AuthSession.none()
                : AuthSession.parse(presented).orElseThrow(OAuthRefusal::invalidSession);
        NativeDevice device = NativeDevice.attach(session, client, AuthSession.NAME, held.device());
        AuthSession signIn = held.signIn().isPresent() ? held : held.begin(random);
        AuthenticationSessionModel authSession = held.signIn().isPresent()
                ? existing(held, client, key)
                : begin(signIn, new AuthorizationRequest(session, client, event, parameters), key, flow);
        return oneAtATime(signIn, () -> run(new NativeSignIn(session, event, authSession, flow), signIn, device));
    }

    /**
     * Serialises the requests of one sign-in by a lease. Concurrent requests share Keycloak's authentication session
     * while it changes: the second one would find that the first one has just passed the step, and would get an
     * authorization code too.
     */
    private Response oneAtATime(AuthSession signIn, Supplier<Response> work) {
        String turn = TURN + signIn.sessionId().orElseThrow();
        if (!session.singleUseObjects().putIfAbsent(turn, TURN_SECONDS)) {
            return tooMany("Another request of this sign-in is being answered", 1);
        }
        boolean over = false;
        try {
            Response response = work.get();
            // the authentication session is removed only when this request commits, so no other request may run before
            // that
            over = response.getStatus() == Response.Status.OK.getStatusCode();
            return response;
        } finally {
            if (!over) {
                session.singleUseObjects().remove(turn);
            }
        }
    }

    private Response tooMany(String description, long seconds) {
        cors.add();
        return TooManyRequests.answer(json(429, Map.of("error", "temporarily_unavailable",
                "error_description", description)), POLICY, seconds);
    }

    private AuthenticationFlowModel flow(ClientModel client) throws OAuthRefusal {
        if (!NativeSignInMapper.mayUse(client) || !client.isStandardFlowEnabled() || client.isBearerOnly()) {
            RequestTransaction.releaseConnection(session);
            event.detail(Details.REASON, "No native sign-in for this client").error(Errors.NOT_ALLOWED);
            throw new OAuthRefusal(OAuthErrorException.UNAUTHORIZED_CLIENT, "The client may not use native sign-in");
        }
        Optional<AuthenticationFlowModel> flow = NativeSignInMapper.flow(realm, client);
        if (flow.isEmpty()) {
            LOG.errorf("Realm %s: the mapper %s of the client scope %s names no top-level flow of the realm; native "
                    + "sign-in is refused", realm.getName(), NativeSignInMapper.ID, NativeSignInMapper.SCOPE);
            throw new OAuthRefusal(OAuthErrorException.SERVER_ERROR, "No flow is set up for native sign-in");
        }
        return flow.get();
    }

    /** Finds the sign-in under way, for the client and the key that it was started with. */
    private AuthenticationSessionModel existing(AuthSession held, ClientModel client, Optional<String> key)
            throws OAuthRefusal {
        return sessions.find(held, client, key).orElseThrow(OAuthRefusal::invalidSession);
    }

    private AuthenticationSessionModel begin(AuthSession signIn, AuthorizationRequest request, Optional<String> key,
            AuthenticationFlowModel flow) throws OAuthRefusal {
        request.check(key);
        AuthenticationSessionModel authSession = sessions.begin(signIn, session.getContext().getClient(), key);
        // Keycloak sets this note for browser flows only
        authSession.setAuthNote(AuthenticationProcessor.CURRENT_FLOW_PATH, OngoingNativeSignIn.FLOW_PATH);
        try {
            request.note(authSession, key, flow);
        } catch (OAuthRefusal e) {
            sessions.end(signIn);
            throw e;
        }
        return authSession;
    }

    private Response run(NativeSignIn run, AuthSession signIn, NativeDevice device) {
        try {
            return run.run().fold(done -> finish(done, signIn, device), asks -> ask(asks, signIn, device));
        } catch (OAuthRefusal e) {
            sessions.end(signIn);
            return refuse(e, signIn.holding(device.read()).over().format());
        }
    }

    private Response finish(NativeSignIn.Outcome.Done done, AuthSession signIn, NativeDevice device) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("authorization_code", done.code());
        done.actionStatus().ifPresent(status -> members.put(Constants.KC_ACTION_STATUS, status));
        signIn.holding(device.read()).over().format().ifPresent(text -> members.put(AuthSession.NAME, text));
        return cors.add(Response.fromResponse(json(200, members)));
    }

    private Response ask(NativeSignIn.Outcome.Asks asks, AuthSession signIn, NativeDevice device) {
        if (!asks.answer().goesOn()) {
            sessions.end(signIn);
        }
        AuthSession next = asks.answer().goesOn() ? signIn : signIn.over();
        next.holding(device.read()).format()
                .ifPresent(text -> asks.answer().members().put(AuthSession.NAME, text));
        return cors.add(Response.fromResponse(asks.response()).header(HttpHeaders.CACHE_CONTROL, "no-store"));
    }

    private Response refuse(OAuthRefusal refusal, Optional<String> keep) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("error", refusal.error());
        members.put("error_description", refusal.getMessage());
        keep.ifPresent(text -> members.put(AuthSession.NAME, text));
        return cors.add(Response.fromResponse(json(refusal.status(), members)));
    }

    private static Response json(int status, Map<String, Object> members) {
        return Response.status(status).type(MediaType.APPLICATION_JSON_TYPE).entity(members)
                .header(HttpHeaders.CACHE_CONTROL, "no-store").build();
    }
}
