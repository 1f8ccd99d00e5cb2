package dev.latchkey.signin.lease;

import java.net.URI;
import java.util.List;
import java.util.Map;

import dev.latchkey.limit.rest.TooManyRequests;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.saml.common.constants.GeneralConstants;
import org.keycloak.services.ErrorPage;

/** The error pages for requests that did not get the lease of their sign-in. */
public final class SignInBusy {

    private static final int SECONDS = 1;

    private SignInBusy() {
    }

    /**
     * The answer is 429 and not 503: proxies send a request again by themselves that was answered 503, and it is the
     * browser that has sent several at once.
     *
     * @param session the request's session
     * @param onwards where the sign-in goes on, which is kept
     * @return the page that asks the user to try again in a moment
     */
    public static Response page(KeycloakSession session, URI onwards) {
        return TooManyRequests.answer(session.getProvider(LoginFormsProvider.class)
                .setAttribute("actionUri", onwards.toString())
                .setInfo("latchkeySignInBusy")
                .createInfoPage(), "sign-in", SECONDS);
    }

    /**
     * As {@link #page}, for the answer of a SAML provider, or its demand for a logout, which is in the form that was
     * posted: the page posts it again.
     *
     * @param session the request's session
     * @param onwards where the form was posted to
     * @param form    what was posted
     * @return Keycloak's page that posts a SAML message
     */
    static Response samlPage(KeycloakSession session, URI onwards, Map<String, List<String>> form) {
        MultivaluedMap<String, String> again = new MultivaluedHashMap<>();
        again.putAll(form);
        again.putSingle(GeneralConstants.URL, onwards.toString());
        return TooManyRequests.answer(session.getProvider(LoginFormsProvider.class)
                .setFormData(again)
                .createSamlPostForm(), "sign-in", SECONDS);
    }

    /**
     * @param session the request's session
     * @return the page for the case that the database cannot be asked who holds the lease
     */
    public static Response unavailable(KeycloakSession session) {
        return ErrorPage.error(session, null, Response.Status.SERVICE_UNAVAILABLE, "latchkeyTryAgain");
    }
}
