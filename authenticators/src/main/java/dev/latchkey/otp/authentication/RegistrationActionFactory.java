package dev.latchkey.otp.authentication;

import dev.latchkey.common.spi.StepFactory;
import org.keycloak.authentication.FormAction;
import org.keycloak.authentication.FormActionFactory;
import org.keycloak.models.KeycloakSession;

/** Offers {@link RegistrationAction} to registration forms as {@value #ID}. */
public final class RegistrationActionFactory implements FormActionFactory, StepFactory<FormAction> {

    /** The action's id. */
    public static final String ID = "latchkey-registration";

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
    public String getHelpText() {
        return "Makes a pending account with profile and password, and never tells that an address has one. Takes the "
                + "place of Keycloak's profile and password actions; 'Latchkey sign-up code' has to follow the form.";
    }
}
