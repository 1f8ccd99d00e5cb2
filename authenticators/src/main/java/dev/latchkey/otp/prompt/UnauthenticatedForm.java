package dev.latchkey.otp.prompt;

import java.util.Optional;
import java.util.function.Supplier;

import dev.latchkey.common.limit.ClientRate;
import dev.latchkey.common.limit.RateResult;
import dev.latchkey.common.net.ResponseTimePadding;
import dev.latchkey.common.net.TooManyRequests;
import dev.latchkey.common.settings.Limit;
import jakarta.ws.rs.core.Response;
import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** A form that anybody may send before any factor: limited by client address, and its answer is padded. */
public final class UnauthenticatedForm {

    private UnauthenticatedForm() {
    }

    /**
     * Admits a form; call this before anything is looked up.
     *
     * @param session the request's session
     * @param realm   the realm
     * @param forms   makes the page of a refusal
     * @return what to answer to a form that is refused, the same whatever it says; empty for one that is admitted
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
