package dev.latchkey.signin.filter;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import dev.latchkey.signin.CurrentTab;
import dev.latchkey.signin.ForwardedRequest;
import dev.latchkey.signin.ProviderAnswer;
import dev.latchkey.signin.rest.RequestBody;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.utils.KeycloakSessionUtil;

/**
 * Sees each answer of an identity provider before Keycloak does, for {@link ProviderAnswer}, and marks the requests of
 * brokered sign-ins for {@link ForwardedRequest}. Looks at all parameters of the URL and of a form: each provider has
 * an endpoint of its own, those of extensions too, and Keycloak reads names in any case. {@code SamlRequestNotes} sees
 * the answers by SAML that Keycloak has accepted.
 */
@Provider
public class ProviderAnswerFilter implements ContainerRequestFilter, ContainerResponseFilter {

    /** Each may name a tab, which is looked up; answers have a handful. */
    private static final int MOST_VALUES = 100;

    @Context
    ResourceInfo resource;

    @Override
    public void filter(ContainerRequestContext request) throws IOException {
        KeycloakSession session = KeycloakSessionUtil.getKeycloakSession();
        if (session == null) {
            return;
        }
        if (ProviderRequest.isBrokered(request, resource)) {
            ForwardedRequest.mark(session);
        }
        if (ProviderRequest.isAnswer(request, resource)) {
            begin(session, request);
        }
    }

    private static void begin(KeycloakSession session, ContainerRequestContext request) throws IOException {
        List<String> values = Stream.concat(request.getUriInfo().getQueryParameters().values().stream(),
                RequestBody.form(request).values().stream()).flatMap(Collection::stream).distinct().toList();
        if (values.size() > MOST_VALUES) {
            request.abortWith(BackToApplication.page(session, null));
            return;
        }
        Optional<ProviderAnswer> refused = values.stream()
                .flatMap(value -> ProviderAnswer.of(session, value).stream())
                .filter(answer -> !answer.begin()).findFirst();
        refused.map(ProviderAnswer::tab).ifPresent(tab -> request.abortWith(TabPage.of(session, tab)));
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        KeycloakSession session = KeycloakSessionUtil.getKeycloakSession();
        if (session != null && ProviderRequest.isAnswer(request, resource)) {
            CurrentTab.open(session).ifPresent(ProviderAnswer::end);
        }
    }
}
