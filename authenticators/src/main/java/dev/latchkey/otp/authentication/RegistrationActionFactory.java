package dev.latchkey.otp.authentication;

import java.util.List;

import dev.latchkey.common.spi.PlainFactory;
import org.keycloak.authentication.FormAction;
import org.keycloak.authentication.FormActionFactory;
import org.keycloak.models.AuthenticationExecutionModel.Requirement;
import org.keycloak.models.KeycloakSession;
import org.keycloak.provider.ProviderConfigProperty;

/** Offers {@link RegistrationAction} to registration forms as {@value #ID}. */
public final class RegistrationActionFactory implements FormActionFactory, PlainFactory<FormAction> {

    /** The action's id. */
    public static final String ID = "latchkey-registration";

    private static final Requirement[] REQUIREMENTS = {Requirement.REQUIRED, Requirement.DISABLED};

    private final RegistrationAction action = new RegistrationAction();

    @Override
    public FormAction create(KeycloakSession session) {
        return action;
    }

    @Override
    public String getId() {
        return ID;
    }

    @Override
    public String getDisplayType() {
        return "Latchkey registration";
    }

    @Override
    public String getReferenceCategory() {
        return null;
    }

    @Override
    public String getHelpText() {
        return "Makes a pending account with profile and password, and never tells that an address has one. Takes the "
                + "place of Keycloak's profile and password actions; 'Latchkey sign-up code' has to follow the form.";
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
