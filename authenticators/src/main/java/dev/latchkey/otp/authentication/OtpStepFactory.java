package dev.latchkey.otp.authentication;

import java.util.List;

import dev.latchkey.common.spi.PlainFactory;
import org.keycloak.authentication.Authenticator;
import org.keycloak.authentication.AuthenticatorFactory;
import org.keycloak.models.AuthenticationExecutionModel.Requirement;
import org.keycloak.provider.ProviderConfigProperty;

/** Base class of the factories of steps that ask for a code. */
public abstract class OtpStepFactory implements AuthenticatorFactory, PlainFactory<Authenticator> {

    private static final Requirement[] REQUIREMENTS =
            {Requirement.REQUIRED, Requirement.ALTERNATIVE, Requirement.DISABLED};

    /**
     * Null on purpose: Keycloak's brute-force detector silently drops failures of every category other than its own
     * three, and counts failures without a category.
     */
    @Override
    public String getReferenceCategory() {
        return null;
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
