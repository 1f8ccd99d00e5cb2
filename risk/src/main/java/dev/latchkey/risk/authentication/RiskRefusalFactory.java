package dev.latchkey.risk.authentication;

import dev.latchkey.common.spi.StepFactory;
import org.keycloak.authentication.Authenticator;
import org.keycloak.authentication.AuthenticatorFactory;
import org.keycloak.models.KeycloakSession;

/** Offers {@link RiskRefusal} to flows as {@value #ID}. */
public final class RiskRefusalFactory implements AuthenticatorFactory, StepFactory<Authenticator> {

    /** The step's id. */
    public static final String ID = "latchkey-risk-refusal";

    private final RiskRefusal step = new RiskRefusal();

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
        return "Latchkey risk refusal";
    }

    @Override
    public String getHelpText() {
        return "Refuses the sign-in, and tells the account's owner by mail if a factor was right. Put it behind the "
                + "condition on a high risk.";
    }
}
