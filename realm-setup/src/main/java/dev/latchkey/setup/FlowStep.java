package dev.latchkey.setup;

import java.util.Map;
import java.util.Set;

import org.keycloak.models.AuthenticationExecutionModel.Requirement;

/**
 * A step, condition or sub-flow in a flow.
 *
 * @param id          of the execution
 * @param provider    which step; null for a sub-flow that is not a form
 * @param name        what the console calls it
 * @param requirement how it takes part
 * @param condition   whether it decides if the sub-flow around it runs
 * @param config      its configuration; empty where it has none
 * @param subFlow     the sub-flow; null for a step
 */
public record FlowStep(String id, String provider, String name, Requirement requirement, boolean condition,
        Map<String, String> config, FlowTree subFlow) {

    /** Copies the configuration. */
    public FlowStep {
        config = Map.copyOf(config);
    }

    /** @return whether it takes part at all */
    public boolean enabled() {
        return requirement != Requirement.DISABLED;
    }

    /** @return whether it is a sub-flow, and no form */
    public boolean isSubFlow() {
        return provider == null && subFlow != null;
    }

    /**
     * @param which ids of providers
     * @return whether it is one of these steps, disabled or not
     */
    public boolean isOneOf(Set<String> which) {
        return provider != null && which.contains(provider);
    }

    /**
     * @param which a provider's id
     * @return whether it is that step and takes part
     */
    public boolean is(String which) {
        return enabled() && which.equals(provider);
    }

    /**
     * @param which a provider's id
     * @return whether it is that step and required
     */
    public boolean requires(String which) {
        return requirement == Requirement.REQUIRED && which.equals(provider);
    }
}
