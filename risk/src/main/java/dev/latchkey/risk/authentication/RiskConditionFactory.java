package dev.latchkey.risk.authentication;

import java.util.List;

import dev.latchkey.common.spi.StepFactory;
import dev.latchkey.risk.RiskLevel;
import dev.latchkey.risk.RiskThreshold;
import org.keycloak.authentication.Authenticator;
import org.keycloak.authentication.authenticators.conditional.ConditionalAuthenticator;
import org.keycloak.authentication.authenticators.conditional.ConditionalAuthenticatorFactory;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderConfigurationBuilder;

/** Offers {@link RiskCondition} to flows as {@value #ID}. */
public final class RiskConditionFactory implements ConditionalAuthenticatorFactory, StepFactory<Authenticator> {

    /** The condition's id. */
    public static final String ID = "latchkey-risk-condition";

    private final RiskCondition condition = new RiskCondition();

    @Override
    public ConditionalAuthenticator getSingleton() {
        return condition;
    }

    @Override
    public String getId() {
        return ID;
    }

    /** A condition verifies no credential. */
    @Override
    public String getReferenceCategory() {
        return null;
    }

    @Override
    public String getDisplayType() {
        return "Latchkey condition - risk";
    }

    @Override
    public String getHelpText() {
        return "True when the risk of the sign-in is at least of a level. A risk that cannot be evaluated is medium.";
    }

    @Override
    public boolean isConfigurable() {
        return true;
    }

    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
        return ProviderConfigurationBuilder.create()
                .property()
                .name(RiskCondition.LEVEL)
                .label("Level")
                .helpText("The lowest level for which the condition is true.")
                .type(ProviderConfigProperty.LIST_TYPE)
                .options(RiskLevel.MEDIUM.id(), RiskLevel.HIGH.id())
                .defaultValue(RiskThreshold.DEFAULT.id())
                .add()
                .property()
                .name(RiskCondition.NEGATE)
                .label("Negate output")
                .helpText("Makes the condition true for the levels below.")
                .type(ProviderConfigProperty.BOOLEAN_TYPE)
                .defaultValue(false)
                .add()
                .build();
    }
}
