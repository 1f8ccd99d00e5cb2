package dev.latchkey.otp.authentication;

import dev.latchkey.common.spi.StepFactory;
import org.keycloak.authentication.Authenticator;
import org.keycloak.authentication.AuthenticatorFactory;
import org.keycloak.models.AuthenticationExecutionModel.Requirement;
import org.keycloak.models.KeycloakSession;

/**
 * Base class of the factories of steps that ask for a code, or for what a code is sent to, and have one authenticator
 * for all requests.
 */
public abstract class OtpStepFactory implements AuthenticatorFactory, StepFactory<Authenticator> {

    private static final Requirement[] REQUIREMENTS =
            {Requirement.REQUIRED, Requirement.ALTERNATIVE, Requirement.DISABLED};

    private final String id;
    private final String displayType;
    private final String helpText;
    private final Authenticator authenticator;

    /**
     * @param id            the step's id
     * @param displayType   its name in the admin console
     * @param helpText      what it does, for the admin console
     * @param authenticator the step
     */
    protected OtpStepFactory(String id, String displayType, String helpText, Authenticator authenticator) {
        this.id = id;
        this.displayType = displayType;
        this.helpText = helpText;
        this.authenticator = authenticator;
    }

    @Override
    public final Authenticator create(KeycloakSession session) {
        return authenticator;
    }

    @Override
    public final String getId() {
        return id;
    }

    @Override
    public final String getDisplayType() {
        return displayType;
    }

    @Override
    public final String getHelpText() {
        return helpText;
    }

    @Override
    public Requirement[] getRequirementChoices() {
        return REQUIREMENTS.clone();
    }
}
