package dev.latchkey.nativeapi.rest;

import java.io.InputStream;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import dev.latchkey.common.net.ProofKey;
import dev.latchkey.common.rest.Problem;
import dev.latchkey.common.tx.RequestTransaction;
import dev.latchkey.limit.ClientRate;
import dev.latchkey.limit.Limit;
import dev.latchkey.limit.RateResult;
import dev.latchkey.limit.rest.TooManyRequests;
import dev.latchkey.nativeapi.authentication.NativeChallenge;
import dev.latchkey.nativeapi.token.NativeSignInMapper;
import dev.latchkey.otp.Purpose;
import dev.latchkey.otp.account.RegistrationForm;
import dev.latchkey.otp.account.Registrations;
import dev.latchkey.otp.prompt.ResponseTimePadding;
import dev.latchkey.otp.prompt.SignUpText;
import dev.latchkey.signin.rest.AllowedOrigins;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.keycloak.OAuth2Constants;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.FormMessage;
import org.keycloak.protocol.oidc.OIDCAdvancedConfigWrapper;
import org.keycloak.protocol.oidc.utils.AuthorizeClientUtil;
import org.keycloak.services.cors.Cors;
import org.keycloak.services.util.DPoPUtil;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Sign-up, password reset and proof of a mailbox for apps without a browser. Every answer has a padded response time
 * and does not show whether an address has an account. A challenge is bound to its client and to the DPoP key of the
 * request that started it, and only an app that holds its id can use it: two requests for the same address never share
 * a challenge.
 */
final class NativeEndpoints {

    /** Note with the thumbprint of the key that the challenge is bound to. */
    private static final String KEY = "latchkey.otp.app.key";
    private static final String POLICY = "native";
    /** Member of requests: the user sends a text in place of getting a code. */
    private static final String SENT_TEXT = "sent_text";
    private static final int BUSY_SECONDS = 1;

    private final KeycloakSession session;
    private final RealmModel realm;
    private final SecureRandom random;
    private final NativeSessions sessions;
    private final Cors cors = Cors.builder().auth().allowedMethods("POST")
            .exposedHeaders(Cors.ACCESS_CONTROL_ALLOW_METHODS, HttpHeaders.RETRY_AFTER);
    private final EventBuilder event;

    /** The work of an endpoint for a client that is allowed to use it. */
    @FunctionalInterface
    private interface Endpoint {

        Response answer(NativeRequest request, ClientModel client) throws ProblemException;
    }

    NativeEndpoints(KeycloakSession session, SecureRandom random) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.random = random;
        this.sessions = new NativeSessions(session, KEY);
        this.event = new EventBuilder(realm, session, session.getContext().getConnection());
    }

    Response register(InputStream body) {
        return answer(EventType.REGISTER, body, (request, client) -> {
            refuseUnlessAllowed(Purpose.SIGN_UP);
            RegistrationForm form = request.signUpForm();
            Registrations registrations = new Registrations(session, realm);
            List<FormMessage> errors = registrations.errors(form);
            if (!errors.isEmpty()) {
                error(Errors.INVALID_REGISTRATION);
                return NativeChallenge.rejected(errors);
            }
            boolean sends = request.flag(SENT_TEXT);
            if (sends && (registrations.read(form).number() == null || !SignUpText.isOffered(session, realm))) {
                throw notAllowed();
            }
            // accounts cost more than mails, and are created before the first mail is sent
            Optional<RateResult.Refused> refusal =
                    ClientRate.take(session, realm, Limit.SIGN_UP_IP_MINUTE).refusal();
            if (refusal.isPresent()) {
                return tooMany("sign-up", refusal.get().retryAfterSeconds());
            }
            Optional<FormMessage> nameError = registrations.nameError(form);
            if (nameError.isPresent()) {
                error(Errors.USERNAME_IN_USE);
                return NativeChallenge.rejected(List.of(nameError.get()));
            }
            AuthSession held = AuthSession.none().begin(random);
            return keepIfAccepted(held, begin(held, client).signUp(form, sends));
        });
    }

    Response challenge(InputStream body) {
        return answer(EventType.SEND_VERIFY_EMAIL, body, (request, client) -> {
            Purpose purpose = purpose(request.required("purpose"));
            String address = request.required("address");
            event.event(purpose.event());
            refuseUnlessAllowed(purpose);
            AuthSession held = AuthSession.none().begin(random);
            return keepIfAccepted(held, begin(held, client).begin(purpose, address));
        });
    }

    Response resend(String id, InputStream body) {
        return answer(EventType.SEND_VERIFY_EMAIL, body, (request, client) ->
                find(id, client).map(NativeChallenge::resend).orElseGet(NativeChallenge::over));
    }

    Response verify(String id, InputStream body) {
        return answer(EventType.VERIFY_EMAIL, body, (request, client) -> {
            boolean sent = request.flag(SENT_TEXT);
            String code = sent ? null : request.required("code");
            String password = request.password().orElse(null);
            Optional<NativeChallenge> challenge = find(id, client);
            if (challenge.isEmpty()) {
                error(Errors.EXPIRED_CODE);
                return NativeChallenge.over();
            }
            Response answer = sent ? challenge.get().verifyText() : challenge.get().verify(code, password);
            if (answer.getStatus() == Response.Status.NO_CONTENT.getStatusCode()) {
                AuthSession.parse(id).ifPresent(sessions::end);
            }
            return answer;
        });
    }

    private NativeChallenge begin(AuthSession held, ClientModel client) {
        return challenge(held, sessions.begin(held, client, ProofKey.thumbprint(session)));
    }

    /** Finds a challenge; an admin may have turned its purpose off since it began. */
    private Optional<NativeChallenge> find(String id, ClientModel client) throws ProblemException {
        AuthSession held = AuthSession.parse(id).filter(parsed -> parsed.device().isEmpty()).orElse(null);
        AuthenticationSessionModel authSession = held == null
                ? null
                : sessions.find(held, client, ProofKey.thumbprint(session)).orElse(null);
        if (authSession == null) {
            return Optional.empty();
        }
        Purpose purpose = NativeChallenge.purpose(authSession);
        event.event(purpose.event());
        refuseUnlessAllowed(purpose);
        return Optional.of(challenge(held, authSession));
    }

    private NativeChallenge challenge(AuthSession held, AuthenticationSessionModel authSession) {
        session.getContext().setAuthenticationSession(authSession);
        return new NativeChallenge(session, authSession, held.format().orElseThrow(), event);
    }

    /** Removes the authentication session unless the answer is 202: the app cannot continue with it otherwise. */
    private Response keepIfAccepted(AuthSession held, Response answer) {
        if (answer.getStatus() != Response.Status.ACCEPTED.getStatusCode()) {
            sessions.end(held);
        }
        return answer;
    }

    private Response answer(EventType type, InputStream body, Endpoint endpoint) {
        event.event(type);
        cors.allowAllOrigins();
        Response answer = ClientRate.take(session, realm, Limit.NATIVE_IP_MINUTE).fold(
                admitted -> served(body, endpoint),
                refused -> tooMany(POLICY, refused.retryAfterSeconds()));
        return cors.add(Response.fromResponse(answer));
    }

    private Response served(InputStream body, Endpoint endpoint) {
        try {
            NativeRequest request = NativeRequest.read(body);
            ClientModel client = client(request.required(OAuth2Constants.CLIENT_ID));
            if (!ResponseTimePadding.begin(session)) {
                return tooMany("busy", BUSY_SECONDS);
            }
            Response answer = endpoint.answer(request, client);
            ResponseTimePadding.hold(session);
            return answer;
        } catch (ProblemException e) {
            return e.problem().response();
        }
    }

    private static Response tooMany(String policy, long seconds) {
        return TooManyRequests.answer(new Problem(429, "too-many-requests", "Too many requests",
                "Wait as long as Retry-After says").response(), policy, seconds);
    }

    private ClientModel client(String clientId) throws ProblemException {
        ClientModel client = authenticated(clientId);
        AllowedOrigins.check(cors, session, client);
        event.client(client);
        if (!NativeSignInMapper.mayUse(client) || client.isBearerOnly()) {
            event.detail(Details.REASON, "No native sign-in for this client");
            error(Errors.NOT_ALLOWED);
            throw new ProblemException(new Problem(403, "unauthorized-client", "The client may not do this",
                    "It needs the client scope " + NativeSignInMapper.SCOPE));
        }
        try {
            DPoPUtil.handleDPoPHeader(session, event, cors, OIDCAdvancedConfigWrapper.fromClientModel(client));
        } catch (WebApplicationException e) {
            throw new ProblemException(new Problem(400, "invalid-dpop-proof", "The DPoP proof is not valid",
                    "Send a fresh proof for this request, see RFC 9449"));
        }
        return client;
    }

    /**
     * Authenticates the client with Keycloak's own client authentication, which reads the client id from the session
     * attribute when the request has no form.
     */
    private ClientModel authenticated(String clientId) throws ProblemException {
        session.setAttribute(OAuth2Constants.CLIENT_ID, clientId);
        try {
            ClientModel client = AuthorizeClientUtil.authorizeClient(session, event, null).getClient();
            if (clientId.equals(client.getClientId())) {
                return client;
            }
        } catch (WebApplicationException e) {
            throw notAuthenticated();
        }
        throw notAuthenticated();
    }

    private static ProblemException notAuthenticated() {
        return new ProblemException(new Problem(401, "invalid-client", "The client is not known",
                "A confidential client authenticates with HTTP Basic"));
    }

    private static Purpose purpose(String id) throws ProblemException {
        return Arrays.stream(Purpose.values())
                .filter(purpose -> !purpose.signsIn() && purpose.byMail() && purpose.id().equals(id)).findFirst()
                .orElseThrow(() -> NativeRequest.invalid("purpose is signup, verify_email or password_reset"));
    }

    private void refuseUnlessAllowed(Purpose purpose) throws ProblemException {
        boolean allowed = switch (purpose) {
            case SIGN_UP -> realm.isRegistrationAllowed();
            case PASSWORD_RESET -> realm.isResetPasswordAllowed();
            case VERIFY_EMAIL -> true;
            case FIRST_FACTOR, SECOND_FACTOR, NEW_ADDRESS -> false;
        };
        if (!allowed) {
            throw notAllowed();
        }
    }

    private ProblemException notAllowed() {
        error(Errors.NOT_ALLOWED);
        return new ProblemException(new Problem(403, "not-allowed", "The realm does not allow this",
                "An admin can turn it on"));
    }

    private void error(String error) {
        // Keycloak stores errors in a transaction of its own: the request must not hold a connection meanwhile
        RequestTransaction.releaseConnection(session);
        event.clone().error(error);
    }
}
