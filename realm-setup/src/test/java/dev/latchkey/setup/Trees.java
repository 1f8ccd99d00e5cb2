package dev.latchkey.setup;

import java.util.List;
import java.util.Map;

import org.keycloak.models.AuthenticationExecutionModel.Requirement;

/** Flows as tests write them down. */
final class Trees {

    private Trees() {
    }

    static FlowTree flow(FlowStep... steps) {
        return new FlowTree("top", "flow", List.of(steps));
    }

    static FlowStep step(String provider, Requirement requirement) {
        return step(provider, requirement, Map.of());
    }

    static FlowStep step(String provider, Requirement requirement, Map<String, String> config) {
        return new FlowStep(provider + requirement, provider, provider, requirement,
                provider.startsWith("conditional-") || provider.equals(Steps.UNTRUSTED_DEVICE), config, null);
    }

    static FlowStep sub(String alias, Requirement requirement, FlowStep... steps) {
        return new FlowStep(alias, null, alias, requirement, false, Map.of(),
                new FlowTree(alias, alias, List.of(steps)));
    }
}
