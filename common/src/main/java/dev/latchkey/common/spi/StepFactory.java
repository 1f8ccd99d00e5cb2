package dev.latchkey.common.spi;

import java.util.List;

import org.keycloak.authentication.ConfigurableAuthenticatorFactory;
import org.keycloak.models.AuthenticationExecutionModel.Requirement;
import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderConfigProperty;

/**
 * A factory of steps of flows as most of Latchkey's are: required or disabled, without a configuration, not set up by
 * the user. Others override the methods that they need.
 *
 * @param <T> what it makes
 */
public interface StepFactory<T extends Provider> extends PlainFactory<T>, ConfigurableAuthenticatorFactory {

    /**
     * Null on purpose: Keycloak's brute-force detector silently drops failures of every category other than its own
     * three, and counts failures without a category.
     */
    @Override
    default String getReferenceCategory() {
        return null;
    }

    @Override
    default Requirement[] getRequirementChoices() {
        return new Requirement[] {Requirement.REQUIRED, Requirement.DISABLED};
    }

    @Override
    default boolean isConfigurable() {
        return false;
    }

    @Override
    default boolean isUserSetupAllowed() {
        return false;
    }

    @Override
    default List<ProviderConfigProperty> getConfigProperties() {
        return List.of();
    }
}
