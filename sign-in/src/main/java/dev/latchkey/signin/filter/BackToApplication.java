package dev.latchkey.signin.filter;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

import dev.latchkey.common.tx.RequestTransaction;
import dev.latchkey.signin.SamlRequestNotes;
import dev.latchkey.signin.SelectedFlow;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.LoginProtocol;
import org.keycloak.protocol.LoginProtocol.Error;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.protocol.oidc.grants.device.DeviceGrantType;
import org.keycloak.protocol.oidc.utils.RedirectUtils;
import org.keycloak.protocol.saml.SamlProtocol;
import org.keycloak.services.ErrorPage;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.util.TokenUtil;

/**
 * Leads the user of a tab that cannot go on back to the application (keycloak-services, not a public API): by the error
 * response of its protocol that Keycloak itself gives where a tab is gone, upon which the application begins a sign-in
 * of its own. The response goes to no address that is not registered for the client now. Where there is none, a page
 * says what to do.
 */
final class BackToApplication {

    /** W3C Fetch Metadata; of a chain of redirects, the farthest. Browsers set it, and no script can. */
    private static final String FETCH_SITE = "Sec-Fetch-Site";
    private static final String CROSS_SITE = "cross-site";

    /** Notes of a request by which an application tells its answer from that to another one. */
    private static final List<String> REQUEST = List.of(OIDCLoginProtocol.REDIRECT_URI_PARAM,
            OIDCLoginProtocol.STATE_PARAM, OIDCLoginProtocol.NONCE_PARAM, OIDCLoginProtocol.CODE_CHALLENGE_PARAM,
            SamlProtocol.SAML_REQUEST_ID);

    private final KeycloakSession session;
    private final AuthenticationSessionModel tab;

    private BackToApplication(KeycloakSession session, AuthenticationSessionModel tab) {
        this.session = session;
        this.tab = tab;
    }

    /**
     * @param session the request's session
     * @param tab     a tab that must not go on; it is removed where the application is told
     * @return what leads to the browser's tab of the same request, if there is one, and else the error response to the
     *         application, unless another site has led the browser here; for the sign-in of a device, what leads to the
     *         page that asks for its code again; else a page, status 400
     */
    static Response of(KeycloakSession session, AuthenticationSessionModel tab) {
        // of whom the protocol and the page speak
        session.getContext().setClient(tab.getClient());
        if (SelectedFlow.isGone(tab)) {
            reportDeletedFlow(session, tab);
        }
        Response answer = new BackToApplication(session, tab).answer();
        return Response.fromResponse(answer).header(HttpHeaders.CACHE_CONTROL, "no-store").build();
    }

    private static void reportDeletedFlow(KeycloakSession session, AuthenticationSessionModel tab) {
        // Keycloak stores errors in a transaction of its own: the request must not hold a connection meanwhile
        RequestTransaction.releaseConnection(session);
        new EventBuilder(tab.getRealm(), session, session.getContext().getConnection()).event(EventType.LOGIN)
                .client(tab.getClient()).detail(Details.REASON, "selected flow was deleted or renamed")
                .error(Errors.INVALID_CONFIG);
    }

    private Response answer() {
        if (!tab.getRealm().isEnabled() || !tab.getClient().isEnabled() || !SelectedFlow.isAskedFor(tab)) {
            return page();
        }
        if (DeviceGrantType.isOAuth2DeviceVerificationFlow(tab)) {
            // the error response of its protocol would deny the device what its user has asked for
            return Response.seeOther(DeviceGrantType.oauth2DeviceVerificationUrl(session.getContext().getUri())
                    .build(tab.getRealm().getName())).build();
        }
        // another site must not end what that tab waits for, such as a provider's answer
        Optional<AuthenticationSessionModel> living = isLedByAnotherSite() ? Optional.empty() : living();
        if (living.isPresent()) {
            return TabPage.of(session, living.get());
        }
        return switch (String.valueOf(tab.getProtocol())) {
            case OIDCLoginProtocol.LOGIN_PROTOCOL -> oidc();
            case SamlProtocol.LOGIN_PROTOCOL -> saml();
            default -> page();
        };
    }

    /**
     * The cookie restores the request that the browser has opened last, whichever tab is asked for. Its own tab may be
     * open: the application would take the error of this one for the answer, and refuse the true one.
     */
    private Optional<AuthenticationSessionModel> living() {
        return tab.getParentSession().getAuthenticationSessions().values().stream()
                .filter(other -> !other.getTabId().equals(tab.getTabId()) && SelectedFlow.isKnown(other))
                .filter(other -> other.getClient() != null
                        && other.getClient().getId().equals(tab.getClient().getId())
                        && Objects.equals(other.getProtocol(), tab.getProtocol()))
                .filter(other -> REQUEST.stream().allMatch(
                        note -> Objects.equals(other.getClientNote(note), tab.getClientNote(note))))
                .findFirst();
    }

    private Response oidc() {
        if (tab.getClientNote(OIDCLoginProtocol.RESPONSE_TYPE_PARAM) == null) {
            return page();
        }
        // the request's own: Keycloak gives a tab that it restores the one of the URL, while the state is the request's
        return Optional.ofNullable(tab.getClientNote(OIDCLoginProtocol.REDIRECT_URI_PARAM)).flatMap(this::registered)
                .map(address -> error(address, isPassive())).orElseGet(this::page);
    }

    private boolean isPassive() {
        return TokenUtil.hasPrompt(tab.getClientNote(OIDCLoginProtocol.PROMPT_PARAM),
                OIDCLoginProtocol.PROMPT_VALUE_NONE);
    }

    private Response saml() {
        if (Boolean.parseBoolean(tab.getClientNote(SamlProtocol.SAML_IDP_INITIATED_LOGIN))) {
            return samlOfProvider();
        }
        Optional<String> requested = SamlRequestNotes.address(tab);
        return requested.filter(address -> configured(tab.getClient()).anyMatch(address::equals))
                .or(() -> requested.flatMap(this::registered))
                .map(address -> error(address, SamlRequestNotes.isPassive(tab))).orElseGet(this::page);
    }

    /** A sign-in that the application has not asked for begins anew at its own address, as where a user cancels it. */
    private Response samlOfProvider() {
        String name = tab.getClient().getAttribute(SamlProtocol.SAML_IDP_INITIATED_SSO_URL_NAME);
        return name == null || name.isBlank() ? page() : send(Error.CANCELLED_BY_USER);
    }

    /** The addresses that a SAML client has beside its redirect URIs, for requests that name none. */
    private static Stream<String> configured(ClientModel client) {
        return Stream.of(client.getAttribute(SamlProtocol.SAML_ASSERTION_CONSUMER_URL_POST_ATTRIBUTE),
                client.getAttribute(SamlProtocol.SAML_ASSERTION_CONSUMER_URL_REDIRECT_ATTRIBUTE),
                client.getAttribute(SamlProtocol.SAML_ASSERTION_CONSUMER_URL_ARTIFACT_ATTRIBUTE),
                client.getManagementUrl()).filter(Objects::nonNull);
    }

    private Optional<String> registered(String address) {
        return Optional.ofNullable(RedirectUtils.verifyRedirectUri(session, address, tab.getClient()));
    }

    /**
     * Another site may lead the browser to a tab that Keycloak then restores, while the request is open elsewhere: the
     * application would take its error for the answer, and refuse the true one. An honest user who comes from
     * elsewhere, as from a provider, can open the application again.
     */
    private Response error(String address, boolean passive) {
        if (isLedByAnotherSite()) {
            return page();
        }
        tab.setRedirectUri(address);
        // as a passive request is answered in any case that needs the user
        return send(passive ? Error.PASSIVE_LOGIN_REQUIRED : Error.ALREADY_LOGGED_IN);
    }

    private boolean isLedByAnotherSite() {
        return CROSS_SITE.equals(session.getContext().getRequestHeaders().getHeaderString(FETCH_SITE));
    }

    private Response send(Error error) {
        // the protocol adds details to an event, which is not sent: the sign-in that is gone was reported before
        EventBuilder event = new EventBuilder(tab.getRealm(), session, session.getContext().getConnection());
        return session.getProvider(LoginProtocol.class, tab.getProtocol())
                .setRealm(tab.getRealm())
                .setHttpHeaders(session.getContext().getRequestHeaders())
                .setUriInfo(session.getContext().getUri())
                .setEventBuilder(event)
                .sendError(tab, error, null);
    }

    private Response page() {
        return page(session, tab);
    }

    /**
     * @param session the request's session
     * @param tab     the tab of the request; null when there is none
     * @return an error page that says what to do, status 400, with a link where the client has a base URL
     */
    static Response page(KeycloakSession session, AuthenticationSessionModel tab) {
        return ErrorPage.error(session, tab, Response.Status.BAD_REQUEST, "latchkeyOpenAgain");
    }
}
