package dev.latchkey.risk.authentication;

import dev.latchkey.common.spi.StepFactory;
import org.keycloak.authentication.AuthenticationFlowCallbackFactory;
import org.keycloak.authentication.Authenticator;
import org.keycloak.models.KeycloakSession;

/** Offers {@link RiskAuthenticator} to flows as {@value #ID}. */
public final class RiskAuthenticatorFactory implements AuthenticationFlowCallbackFactory, StepFactory<Authenticator> {

    /** The step's id. */
    public static final String ID = "latchkey-risk";

    private final RiskAuthenticator step = new RiskAuthenticator();

    @Override
    public Authenticator create(KeycloakSession session) {
        return step;
    }

    @Override
    public String getId() {
        return ID;
    }

    @Override
    public String getDisplayType() {
        return "Latchkey risk";
    }

    @Override
    public String getHelpText() {
        return "Evaluates the risk of the sign-in and records it: in events, in meters, and for the steps that follow. "
                + "Asks for nothing. Put it after the step that names the user, and before other conditions.";
    }
}
