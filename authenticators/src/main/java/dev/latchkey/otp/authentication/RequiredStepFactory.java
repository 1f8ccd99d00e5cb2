package dev.latchkey.otp.authentication;

import org.keycloak.authentication.Authenticator;
import org.keycloak.models.AuthenticationExecutionModel.Requirement;

/** Base class of the factories of steps that have no configuration and no alternative. */
abstract class RequiredStepFactory extends OtpStepFactory {

    private static final Requirement[] REQUIREMENTS = {Requirement.REQUIRED, Requirement.DISABLED};

    RequiredStepFactory(String id, String displayType, String helpText, Authenticator authenticator) {
        super(id, displayType, helpText, authenticator);
    }

    @Override
    public final Requirement[] getRequirementChoices() {
        return REQUIREMENTS.clone();
    }
}
