package dev.latchkey.common.rest;

import java.util.Map;
import java.util.Optional;

import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.keycloak.OAuthErrorException;
import org.keycloak.models.KeycloakContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.ErrorPage;
import org.keycloak.services.cors.Cors;
import org.keycloak.services.messages.Messages;
import org.keycloak.utils.MediaTypeMatcher;

/**
 * What Keycloak's own endpoints of a realm ask before anything else, and what Keycloak does not ask for the resources
 * of extensions: whether the realm is on, and whether it may be reached by plain HTTP (RFC 6749, 3.1 and 3.2).
 */
public final class RealmAccess {

    private enum Refusal {

        DISABLED("realm-disabled", "The realm is not enabled", "An admin can turn it on",
                OAuthErrorException.ACCESS_DENIED, Messages.REALM_NOT_ENABLED),
        HTTPS("https-required", "HTTPS is required", "Send the request by HTTPS",
                OAuthErrorException.INVALID_REQUEST, Messages.HTTPS_REQUIRED);

        private final Problem problem;
        private final String message;

        Refusal(String name, String title, String detail, String error, String message) {
            // the authorization challenge endpoint promises the error of RFC 6749
            this.problem = new Problem(Response.Status.FORBIDDEN.getStatusCode(), name, title, detail,
                    Map.of("error", error, "error_description", title));
            this.message = message;
        }
    }

    private RealmAccess() {
    }

    /**
     * Refuses every request that the realm serves to no client; a preflight is answered in any case.
     *
     * @param session the request's session, with the realm in its context
     * @throws ForbiddenException with a page for a browser, otherwise with Problem JSON that has the members
     *                            {@code error} and {@code error_description} too, if the realm is off or requires HTTPS
     */
    public static void require(KeycloakSession session) {
        KeycloakContext context = session.getContext();
        if (HttpMethod.OPTIONS.equals(context.getHttpRequest().getHttpMethod())) {
            return;
        }
        refusal(context).ifPresent(refusal -> {
            throw new ForbiddenException(answer(session, refusal));
        });
    }

    private static Optional<Refusal> refusal(KeycloakContext context) {
        RealmModel realm = context.getRealm();
        if (!"https".equals(context.getUri().getBaseUri().getScheme())
                && realm.getSslRequired().isRequired(context.getConnection())) {
            return Optional.of(Refusal.HTTPS);
        }
        return realm.isEnabled() ? Optional.empty() : Optional.of(Refusal.DISABLED);
    }

    private static Response answer(KeycloakSession session, Refusal refusal) {
        if (MediaTypeMatcher.isHtmlRequest(session.getContext().getRequestHeaders())) {
            Response page = ErrorPage.error(session, null, Response.Status.FORBIDDEN, refusal.message);
            return Response.fromResponse(page).header(HttpHeaders.CACHE_CONTROL, "no-store").build();
        }
        return Cors.builder().auth().allowAllOrigins().add(Response.fromResponse(refusal.problem.response()));
    }
}
