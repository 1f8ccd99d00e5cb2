package dev.latchkey.setup;

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
 * @param subFlow     the sub-flow; null for a step
 */
public record FlowStep(String id, String provider, String name, Requirement requirement, boolean condition,
        FlowTree subFlow) {

    /** @return whether it takes part at all */
    public boolean enabled() {
        return requirement != Requirement.DISABLED;
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
}
