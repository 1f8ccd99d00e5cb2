package dev.latchkey.device.authentication;

import java.util.List;

import dev.latchkey.common.spi.PlainFactory;
import org.keycloak.authentication.Authenticator;
import org.keycloak.authentication.authenticators.conditional.ConditionalAuthenticator;
import org.keycloak.authentication.authenticators.conditional.ConditionalAuthenticatorFactory;
import org.keycloak.models.AuthenticationExecutionModel.Requirement;
import org.keycloak.provider.ProviderConfigProperty;

/** Offers {@link UntrustedDeviceCondition} to flows as {@value #ID}. */
public final class UntrustedDeviceConditionFactory
        implements ConditionalAuthenticatorFactory, PlainFactory<Authenticator> {

    /** The condition's id. */
    public static final String ID = "latchkey-untrusted-device";

    private static final Requirement[] REQUIREMENTS = {Requirement.REQUIRED, Requirement.DISABLED};

    private final UntrustedDeviceCondition condition = new UntrustedDeviceCondition();

    @Override
    public ConditionalAuthenticator getSingleton() {
        return condition;
    }

    @Override
    public String getId() {
        return ID;
    }

    @Override
    public String getDisplayType() {
        return "Latchkey condition - untrusted device";
    }

    @Override
    public String getHelpText() {
        return "True unless the browser holds the newest cookie of a device that its user trusts. Then the factors in "
                + "this sub-flow are skipped. Always true where a fresh sign-in or a higher acr is demanded, and where "
                + "a risk step or condition before it has found a high risk.";
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
