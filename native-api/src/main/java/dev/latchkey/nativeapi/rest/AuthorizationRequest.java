package dev.latchkey.nativeapi.rest;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.latchkey.nativeapi.authentication.NativeMailbox;
import dev.latchkey.nativeapi.authentication.NativeNumber;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import org.keycloak.OAuth2Constants;
import org.keycloak.OAuthErrorException;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.AuthenticationFlowModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.protocol.oidc.endpoints.AuthorizationEndpoint;
import org.keycloak.protocol.oidc.endpoints.AuthorizationEndpointChecker;
import org.keycloak.protocol.oidc.endpoints.request.AuthorizationEndpointRequest;
import org.keycloak.protocol.oidc.endpoints.request.AuthorizationEndpointRequestParserProcessor;
import org.keycloak.protocol.oidc.utils.AcrUtils;
import org.keycloak.services.Urls;
import org.keycloak.services.clientpolicy.ClientPolicyException;
import org.keycloak.services.clientpolicy.context.AuthorizationRequestContext;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.util.JsonSerialization;
import org.keycloak.util.TokenUtil;

/**
 * The parameters of an authorization request (RFC 6749, 4.1.1) without a browser. They are parsed, checked and stored
 * in the authentication session as in Keycloak's own authorization endpoint, with its parser and checker
 * (keycloak-services, not a public API), so that the flow's conditions, the client policies and the token endpoint find
 * the expected notes.
 */
final class AuthorizationRequest {

    /**
     * The only parameters that are passed to Keycloak's parser, which would store any other, such as a password, in the
     * session.
     */
    private static final Set<String> PARAMETERS = Set.of(OIDCLoginProtocol.CLIENT_ID_PARAM,
            OIDCLoginProtocol.RESPONSE_TYPE_PARAM, OIDCLoginProtocol.SCOPE_PARAM, OIDCLoginProtocol.NONCE_PARAM,
            OIDCLoginProtocol.ACR_PARAM, OIDCLoginProtocol.CLAIMS_PARAM, OIDCLoginProtocol.MAX_AGE_PARAM,
            OIDCLoginProtocol.PROMPT_PARAM, OIDCLoginProtocol.LOGIN_HINT_PARAM, OIDCLoginProtocol.UI_LOCALES_PARAM,
            OIDCLoginProtocol.CODE_CHALLENGE_PARAM, OIDCLoginProtocol.CODE_CHALLENGE_METHOD_PARAM,
            OIDCLoginProtocol.DPOP_JKT, Constants.KC_ACTION);
    private static final Set<String> UNSUPPORTED =
            Set.of(OIDCLoginProtocol.REQUEST_PARAM, OIDCLoginProtocol.REQUEST_URI_PARAM);
    /** The required actions that an app may ask for. */
    private static final Set<String> ACTIONS = Set.of(NativeMailbox.ACTION, NativeNumber.ACTION);
    /** A SHA-256 in Base64url (RFC 7636, 4.2). */
    private static final Pattern S256 = Pattern.compile("[A-Za-z0-9_-]{43}");

    private final KeycloakSession session;
    private final RealmModel realm;
    private final ClientModel client;
    private final EventBuilder event;
    private final MultivaluedMap<String, String> parameters = new MultivaluedHashMap<>();
    private final AuthorizationEndpointRequest request;
    private final AuthorizationEndpointChecker checker;

    /**
     * @param session    the request's session
     * @param client     the authenticated client
     * @param event      the sign-in's event
     * @param parameters the request's parameters
     * @throws OAuthRefusal if a parameter is not supported or not valid
     */
    AuthorizationRequest(KeycloakSession session, ClientModel client, EventBuilder event,
            MultivaluedMap<String, String> parameters) throws OAuthRefusal {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.client = client;
        this.event = event;
        for (String name : UNSUPPORTED) {
            if (parameters.containsKey(name)) {
                throw OAuthRefusal.invalidRequest("Not supported here: " + name);
            }
        }
        if (parameters.containsKey(Constants.KC_ACTION)
                && !ACTIONS.contains(parameters.getFirst(Constants.KC_ACTION))) {
            throw OAuthRefusal.redirectToWeb("The action needs a page that an app cannot show");
        }
        PARAMETERS.stream().filter(parameters::containsKey)
                .forEach(name -> this.parameters.putSingle(name, parameters.getFirst(name)));
        this.parameters.putIfAbsent(OIDCLoginProtocol.RESPONSE_TYPE_PARAM, List.of(OAuth2Constants.CODE));
        this.parameters.putSingle(OIDCLoginProtocol.CLIENT_ID_PARAM, client.getClientId());
        this.request = parse();
        this.checker = new AuthorizationEndpointChecker().event(event).client(client).realm(realm).request(request)
                .session(session).params(this.parameters);
    }

    private AuthorizationEndpointRequest parse() throws OAuthRefusal {
        try {
            return AuthorizationEndpointRequestParserProcessor.parseRequest(event, session, client, parameters,
                    AuthorizationEndpointRequestParserProcessor.EndpointType.OIDC_AUTH_ENDPOINT);
        } catch (WebApplicationException e) {
            // Keycloak's parser throws an exception with an HTML page
            throw OAuthRefusal.invalidRequest("A parameter is not valid");
        }
    }

    /**
     * @param key thumbprint of the key that the request has proven; empty without one
     * @throws OAuthRefusal if the request is not allowed or not valid
     */
    void check(Optional<String> key) throws OAuthRefusal {
        if (!OAuth2Constants.CODE.equals(request.getResponseType())) {
            throw new OAuthRefusal(OAuthErrorException.UNSUPPORTED_RESPONSE_TYPE, "Only code is supported");
        }
        if (!OAuth2Constants.PKCE_METHOD_S256.equals(request.getCodeChallengeMethod())
                || request.getCodeChallenge() == null || !S256.matcher(request.getCodeChallenge()).matches()) {
            throw OAuthRefusal.invalidRequest("PKCE with S256 is required");
        }
        if (TokenUtil.hasPrompt(request.getPrompt(), OIDCLoginProtocol.PROMPT_VALUE_NONE)) {
            throw OAuthRefusal.invalidRequest("There is no session here that prompt=none could use");
        }
        if (request.getDpopJkt() != null && !key.equals(Optional.of(request.getDpopJkt()))) {
            throw OAuthRefusal.invalidRequest("dpop_jkt is not the key of the DPoP proof");
        }
        try {
            checker.checkResponseType();
            checker.checkParRequired();
            checker.checkInvalidRequestMessage();
            checker.checkValidScope();
            checker.checkPKCEParams();
            ProviderAddOns.check(checker);
        } catch (AuthorizationEndpointChecker.AuthorizationCheckException e) {
            throw new OAuthRefusal(e.getError(), e.getErrorDescription());
        }
    }

    /**
     * Stores the parameters in the authentication session of the sign-in.
     *
     * @param authSession the sign-in
     * @param key         thumbprint of the key that the request has proven; empty without one
     * @param flow        the flow of apps
     * @throws OAuthRefusal if a client policy or the client's minimum level forbids it, or a client policy selects
     *                      another flow
     */
    void note(AuthenticationSessionModel authSession, Optional<String> key, AuthenticationFlowModel flow)
            throws OAuthRefusal {
        authSession.setProtocol(OIDCLoginProtocol.LOGIN_PROTOCOL);
        authSession.setAction(AuthenticatedClientSessionModel.Action.AUTHENTICATE.name());
        AuthorizationEndpoint.performActionOnParameters(request, (name, value) -> note(authSession, name, value));
        NativeMailbox.begin(authSession);
        note(authSession, OIDCLoginProtocol.RESPONSE_TYPE_PARAM, request.getResponseType());
        note(authSession, OIDCLoginProtocol.ISSUER,
                Urls.realmIssuer(session.getContext().getUri().getBaseUri(), realm.getName()));
        note(authSession, OIDCLoginProtocol.MAX_AGE_PARAM,
                request.getMaxAge() == null ? null : request.getMaxAge().toString());
        key.ifPresent(thumbprint -> note(authSession, OIDCLoginProtocol.DPOP_JKT, thumbprint));
        noteLevel(authSession);
        try {
            session.clientPolicy().triggerOnEvent(new AuthorizationRequestContext(checker.getParsedResponseType(),
                    request, null, parameters, authSession));
        } catch (ClientPolicyException e) {
            throw new OAuthRefusal(e.getError(), e.getErrorDetail());
        }
        String selected = authSession.getAuthNote(Constants.REQUESTED_AUTHENTICATION_FLOW);
        if (selected != null && !selected.equals(flow.getAlias())) {
            // the level that the policy gives is that flow's
            throw OAuthRefusal.redirectToWeb("The sign-in needs another flow, of pages");
        }
    }

    /** Stores the level of authentication that the flow's conditions have to reach (OpenID Connect Core, 5.5.1.1). */
    private void noteLevel(AuthenticationSessionModel authSession) throws OAuthRefusal {
        if (!levelsAreText(request.getClaims())) {
            throw OAuthRefusal.invalidRequest("The acr asked for is no text");
        }
        List<String> essential = AcrUtils.getRequiredAcrValues(request.getClaims());
        if (!essential.equals(AcrUtils.enforceMinimumAcr(essential, client)) && !essential.isEmpty()) {
            throw OAuthRefusal.invalidRequest("The acr asked for is below the client's minimum");
        }
        List<String> asked = essential.isEmpty()
                ? AcrUtils.getAcrValues(request.getClaims(), request.getAcr(), client)
                : essential;
        Map<String, Integer> levels = AcrUtils.getAcrLoaMap(client);
        Optional<Integer> lowest = Optional.empty();
        for (String acr : asked) {
            int level = level(levels, acr);
            if (level < 0 && !essential.isEmpty()) {
                throw OAuthRefusal.invalidRequest("The acr asked for is not known");
            }
            int known = Math.max(level, Constants.MINIMUM_LOA);
            lowest = Optional.of(lowest.map(other -> Math.min(other, known)).orElse(known));
        }
        if (!essential.isEmpty()) {
            note(authSession, Constants.FORCE_LEVEL_OF_AUTHENTICATION, Boolean.TRUE.toString());
        }
        lowest.ifPresent(level -> note(authSession, Constants.REQUESTED_LEVEL_OF_AUTHENTICATION, level.toString()));
    }

    /**
     * Whether all requested acr values are text. Keycloak does not check their type; it ignores claims that are not
     * JSON.
     */
    private static boolean levelsAreText(String claims) {
        try {
            JsonNode acr = claims == null ? MissingNode.getInstance()
                    : JsonSerialization.readValue(claims, JsonNode.class).path("id_token").path("acr");
            return Stream.concat(Stream.of(acr.path("value")),
                            StreamSupport.stream(acr.path("values").spliterator(), false))
                    .allMatch(value -> value.isTextual() || value.isMissingNode());
        } catch (IOException e) {
            return true;
        }
    }

    private static int level(Map<String, Integer> levels, String acr) {
        if (levels.containsKey(acr)) {
            return levels.get(acr);
        }
        return acr.matches("[0-9]{1,4}") ? Integer.parseInt(acr) : -1;
    }

    private static void note(AuthenticationSessionModel authSession, String name, String value) {
        if (value != null) {
            authSession.setClientNote(name, value);
        }
    }
}
