package dev.latchkey.otp.prompt;

import java.util.Optional;
import java.util.function.Supplier;

import dev.latchkey.limit.ClientRate;
import dev.latchkey.limit.Limit;
import dev.latchkey.limit.RateResult;
import dev.latchkey.limit.rest.TooManyRequests;
import jakarta.ws.rs.core.Response;
import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** Admits a form that an unauthenticated requester may send: limits it by client address and pads its response time. */
public final class UnauthenticatedForm {

    private UnauthenticatedForm() {
    }

    /**
     * Admits or refuses a form; call this before anything is looked up.
     *
     * @param session the request's session
     * @param realm   the realm
     * @param forms   supplies the form provider that renders a refusal
     * @return the response when the form is refused, which does not depend on its content; empty when it is admitted
     */
    public static Optional<Response> refusal(KeycloakSession session, RealmModel realm,
            Supplier<LoginFormsProvider> forms) {
        if (ClientRate.take(session, realm, Limit.UNAUTHENTICATED_IP_MINUTE) instanceof RateResult.Refused refused) {
            long seconds = refused.retryAfterSeconds();
            return Optional.of(TooManyRequests.answer(forms.get().setError("latchkeyTooManyRequests", seconds)
                    .createErrorPage(Response.Status.TOO_MANY_REQUESTS), "unauthenticated", seconds));
        }
        return ResponseTimePadding.begin(session) ? Optional.empty()
                : Optional.of(ResponseTimePadding.busy(forms.get()));
    }
}
