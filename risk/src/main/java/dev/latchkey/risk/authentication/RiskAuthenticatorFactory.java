package dev.latchkey.risk.authentication;

import java.util.List;

import dev.latchkey.common.spi.PlainFactory;
import org.keycloak.authentication.AuthenticationFlowCallbackFactory;
import org.keycloak.authentication.Authenticator;
import org.keycloak.models.AuthenticationExecutionModel.Requirement;
import org.keycloak.models.KeycloakSession;
import org.keycloak.provider.ProviderConfigProperty;

/** Offers {@link RiskAuthenticator} to flows as {@value #ID}. */
public final class RiskAuthenticatorFactory implements AuthenticationFlowCallbackFactory, PlainFactory<Authenticator> {

    /** The step's id. */
    public static final String ID = "latchkey-risk";

    private static final Requirement[] REQUIREMENTS = {Requirement.REQUIRED, Requirement.DISABLED};

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
    public String getReferenceCategory() {
        return null;
    }

    @Override
    public String getHelpText() {
        return "Evaluates the risk of the sign-in and records it: in events, in meters, and for the steps that follow. "
                + "Asks for nothing. Put it after the step that names the user, and before other conditions.";
    }

    @Override
    public Requirement[] getRequirementChoices() {
        return REQUIREMENTS.clone();
    }

    @Override
    public boolean isConfigurable() {
        return false;
    }

    @Override
    public boolean isUserSetupAllowed() {
        return false;
    }

    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
        return List.of();
    }
}
