package dev.latchkey.secretcode.grant;

import java.util.Optional;
import java.util.Set;

import dev.latchkey.common.event.Audit;
import dev.latchkey.common.event.AuditReason;
import dev.latchkey.common.event.AuditStep;
import dev.latchkey.common.net.ProofKey;
import dev.latchkey.limit.ClientRate;
import dev.latchkey.limit.Limit;
import dev.latchkey.limit.rest.TooManyRequests;
import dev.latchkey.secretcode.SecretCodePolicy;
import dev.latchkey.secretcode.redemption.FreshSignIn;
import dev.latchkey.secretcode.redemption.PresentationResult;
import dev.latchkey.secretcode.redemption.SecretCodeClients;
import dev.latchkey.secretcode.redemption.SecretCodeGrantAttempt;
import dev.latchkey.secretcode.redemption.SecretCodeRedemption;
import dev.latchkey.secretcode.redemption.SecretCodeScopes;
import dev.latchkey.signin.CurrentTab;
import dev.latchkey.signin.OfflineScope;
import dev.latchkey.signin.account.Consent;
import dev.latchkey.signin.account.DueActions;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;
import org.keycloak.OAuthErrorException;
import org.keycloak.authentication.AuthenticationFlowException;
import org.keycloak.authentication.AuthenticationProcessor;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventType;
import org.keycloak.models.AuthenticationFlowModel;
import org.keycloak.models.ClientSessionContext;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.protocol.oidc.grants.OAuth2GrantTypeBase;
import org.keycloak.representations.AccessTokenResponse;
import org.keycloak.representations.idm.OAuth2ErrorRepresentation;
import org.keycloak.services.CorsErrorResponseException;
import org.keycloak.services.Urls;
import org.keycloak.services.clientpolicy.ClientPolicyException;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.services.managers.AuthenticationSessionManager;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.sessions.CommonClientSessionModel;

/**
 * The grant: exchanges a secret code for tokens (RFC 6749, 4.5). It runs an authentication flow, as Keycloak's own
 * direct grant does, so that every step that an administrator adds to it applies. It depends on Keycloak's private SPI
 * of grants and on its token manager; no other class for secret codes does.
 */
final class SecretCodeGrant extends OAuth2GrantTypeBase {

    /** Parameter of the request and member of the response. */
    static final String SECRET_CODE = "secret_code";

    private static final Logger LOG = Logger.getLogger(SecretCodeGrant.class);
    private static final String AUTH_METHOD = "secret_code";
    private static final String RATE = "secret-code";

    private SecretCodeRedemption.Redeemed redeemed;

    @Override
    public Response process(Context context) {
        setContext(context);
        event.detail(Details.AUTH_METHOD, AUTH_METHOD);

        SecretCodePolicy policy = SecretCodeClients.policy(client).orElseThrow(() -> error(Errors.NOT_ALLOWED,
                OAuthErrorException.UNAUTHORIZED_CLIENT, "Client not allowed to use this grant"));
        String scope = granted(getRequestedScopes(), policy);
        String presented = formParams.getFirst(SECRET_CODE);
        if (presented == null) {
            throw error(Errors.INVALID_REQUEST, OAuthErrorException.INVALID_REQUEST,
                    "Missing parameter: " + SECRET_CODE);
        }
        // excess requests are refused before any database query or write
        ClientRate.recall(session, realm, Limit.SECRET_CODE_IP_MINUTE).refusal().ifPresent(limited -> {
            throw tooMany(limited.retryAfterSeconds());
        });
        checkClientPolicies(scope);
        AuthenticationFlowModel flow = RedemptionFlow.find(realm, policy).orElseThrow(() -> {
            LOG.errorf("Realm %s: the secret-code policy names the flow '%s', which does not exist", realm.getName(),
                    policy.flow());
            return error(Errors.INVALID_CONFIG, OAuthErrorException.SERVER_ERROR,
                    "The server is not set up for this grant");
        });

        SecretCodeGrantAttempt attempt = SecretCodeGrantAttempt.begin(session, policy, presented,
                ProofKey.thumbprint(session).orElse(null));
        AuthenticationSessionModel authSession = authenticationSession(scope);
        AuthenticationProcessor processor = processor(authSession, flow);
        PresentationResult.Accepted accepted = passFlow(processor, attempt, authSession);
        UserModel user = authSession.getAuthenticatedUser();
        checkActionsAndConsent(processor, authSession, user, scope);
        redeemed = new SecretCodeRedemption(session, policy)
                .redeem(accepted.code(), authSession.getParentSession().getId())
                .orElseThrow(() -> {
                    // the code has ended since it was verified
                    Audit.of(AuditStep.SECRET_CODE_REFUSED).reason(AuditReason.CODE_EXPIRED).on(event);
                    return refuse(authSession, Errors.INVALID_USER_CREDENTIALS);
                });

        AuthenticationManager.setClientScopesInSession(session, authSession);
        ClientSessionContext clientSessionCtx = processor.attachSession();
        UserSessionModel userSession = processor.getUserSession();
        // no user signs in here: auth_time is that of the sign-in that the code was issued in, and the acr is 0
        FreshSignIn.markOpened(session, redeemed.code().id(), redeemed.code().signedInAt(),
                !policy.offlineAccess(), clientSessionCtx.getClientSession());
        updateUserSessionFromClientAuth(userSession);
        return createTokenResponse(user, userSession, clientSessionCtx, scope, false, null);
    }

    private void checkClientPolicies(String scope) {
        try {
            session.clientPolicy().triggerOnEvent(new RedemptionRequest(formParams, client, scope));
        } catch (ClientPolicyException e) {
            event.detail(Details.REASON, Details.CLIENT_POLICY_ERROR);
            event.detail(Details.CLIENT_POLICY_ERROR, e.getError());
            event.detail(Details.CLIENT_POLICY_ERROR_DETAIL, e.getErrorDetail());
            throw error(e.getError(), e.getError(), e.getErrorDetail());
        }
    }

    private String granted(String requested, SecretCodePolicy policy) {
        if (policy.offlineAccess()) {
            return requested;
        }
        if (SecretCodeScopes.alwaysOffline(client)) {
            // each refresh would grant it without a request for it
            throw error(Errors.INVALID_CONFIG, OAuthErrorException.INVALID_SCOPE,
                    "offline_access is a default scope of the client, and the policy does not allow it");
        }
        return OfflineScope.without(requested);
    }

    private AuthenticationSessionModel authenticationSession(String scope) {
        AuthenticationSessionModel authSession = new AuthenticationSessionManager(session)
                .createAuthenticationSession(realm, false).createAuthenticationSession(client);
        authSession.setProtocol(OIDCLoginProtocol.LOGIN_PROTOCOL);
        authSession.setAction(CommonClientSessionModel.Action.AUTHENTICATE.name());
        authSession.setClientNote(OIDCLoginProtocol.ISSUER,
                Urls.realmIssuer(session.getContext().getUri().getBaseUri(), realm.getName()));
        authSession.setClientNote(OIDCLoginProtocol.SCOPE_PARAM, scope);
        session.getContext().setAuthenticationSession(authSession);
        CurrentTab.keep(session, authSession);
        return authSession;
    }

    private AuthenticationProcessor processor(AuthenticationSessionModel authSession, AuthenticationFlowModel flow) {
        return new AuthenticationProcessor()
                .setAuthenticationSession(authSession)
                .setFlowId(flow.getId())
                .setFlowPath("token")
                .setConnection(clientConnection)
                .setEventBuilder(event)
                .setRealm(realm)
                .setSession(session)
                .setUriInfo(session.getContext().getUri())
                .setRequest(request);
    }

    /** Requires that the secret-code step has accepted the code and that the flow has authenticated its owner. */
    private PresentationResult.Accepted passFlow(AuthenticationProcessor processor, SecretCodeGrantAttempt attempt,
            AuthenticationSessionModel authSession) {
        boolean passed;
        try {
            passed = processor.authenticateOnly() == null;
        } catch (AuthenticationFlowException e) {
            LOG.debug("The redemption's flow failed", e);
            event.error(Errors.INVALID_USER_CREDENTIALS);
            throw refused(authSession);
        }
        boolean flowPassed = passed;
        return attempt.result().flatMap(result -> result.<Optional<PresentationResult.Accepted>>fold(
                Optional::of,
                refused -> Optional.empty(),
                limited -> {
                    forget(authSession);
                    throw tooMany(limited.retryAfterSeconds());
                }))
                .filter(accepted -> flowPassed && accepted.user().equals(authSession.getAuthenticatedUser()))
                // the step that refused has written the event
                .orElseThrow(() -> refused(authSession));
    }

    private void checkActionsAndConsent(AuthenticationProcessor processor, AuthenticationSessionModel authSession,
            UserModel user, String scope) {
        processor.evaluateRequiredActionTriggers();
        if (DueActions.first(session, authSession, user).isPresent()) {
            throw refuse(authSession, Errors.RESOLVE_REQUIRED_ACTIONS);
        }
        if (!Consent.isGiven(session, user, client, scope)) {
            throw refuse(authSession, Errors.CONSENT_DENIED);
        }
    }

    @Override
    protected void addCustomTokenResponseClaims(AccessTokenResponse answer, ClientSessionContext clientSessionCtx) {
        redeemed.next().ifPresent(next -> answer.setOtherClaims(SECRET_CODE, next));
    }

    private CorsErrorResponseException refuse(AuthenticationSessionModel authSession, String eventError) {
        event.error(eventError);
        return refused(authSession);
    }

    /** The response is identical to the byte for every reason; only the event contains the reason. */
    private CorsErrorResponseException refused(AuthenticationSessionModel authSession) {
        forget(authSession);
        return new CorsErrorResponseException(cors, OAuthErrorException.INVALID_GRANT, "Invalid secret code",
                Response.Status.BAD_REQUEST);
    }

    private WebApplicationException tooMany(long seconds) {
        Response body = Response.ok(new OAuth2ErrorRepresentation("too_many_requests", "Try again later"),
                MediaType.APPLICATION_JSON_TYPE).build();
        return new WebApplicationException(
                cors.add(Response.fromResponse(TooManyRequests.answer(body, RATE, seconds))));
    }

    private void forget(AuthenticationSessionModel authSession) {
        new AuthenticationSessionManager(session).removeAuthenticationSession(realm, authSession, false);
    }

    private CorsErrorResponseException error(String eventError, String error, String description) {
        event.error(eventError);
        return new CorsErrorResponseException(cors, error, description, Response.Status.BAD_REQUEST);
    }

    @Override
    public EventType getEventType() {
        return EventType.LOGIN;
    }

    /** Part of Keycloak's interface since 26.6. */
    public Set<String> getTokenParameterNames() {
        return Set.of();
    }
}
