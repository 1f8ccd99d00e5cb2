package dev.latchkey.setup.flow;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import dev.latchkey.setup.ChangeKind;
import dev.latchkey.setup.Feature;
import dev.latchkey.setup.FlowRules;
import dev.latchkey.setup.FlowStep;
import dev.latchkey.setup.FlowTree;
import dev.latchkey.setup.SignInFlow;
import dev.latchkey.setup.SignInFlow.Kind;
import dev.latchkey.setup.Steps;
import org.keycloak.models.AuthenticationExecutionModel.Requirement;
import org.keycloak.models.AuthenticationFlowModel;

/** Adds the mailed code and trusted devices to a flow that setup has created. */
final class FactorEditor {

    private static final String SECOND_FACTOR = " second factor";

    private final RealmFlows flows;
    private final ChangeLog log;
    private final Feature feature;
    private final AuthenticationFlowModel flow;

    FactorEditor(RealmFlows flows, ChangeLog log, Feature feature, AuthenticationFlowModel flow) {
        this.flows = flows;
        this.log = log;
        this.feature = feature;
        this.flow = flow;
    }

    private FlowTree tree() {
        return flows.tree(flow);
    }

    /**
     * Adds the mailed code as second factor: alone where there was none, else as an alternative to Keycloak's.
     *
     * @param shapeOf tells the shape of the flow
     */
    void addCode(Function<FlowTree, Optional<SignInFlow>> shapeOf) {
        FlowTree before = tree();
        SignInFlow shape = shapeOf.apply(before).orElseThrow(() -> SignInFlow.refused(before));
        if (shape.kind() == Kind.PASSWORD_ALONE) {
            addCode(shape, Steps.EMAIL_CODE);
        } else if (shape.kind() == Kind.KEYCLOAKS) {
            addAlternative(shape);
        } else {
            throw SignInFlow.refused(before);
        }
        FlowRules.check(before, tree());
    }

    /** Adds the code of apps behind the password. */
    void addAppCode() {
        FlowTree before = tree();
        addCode(SignInFlow.ofApps(before).orElseThrow(() -> SignInFlow.refused(before)), Steps.APP_EMAIL_CODE);
        FlowRules.check(before, tree());
    }

    private void addCode(SignInFlow shape, String code) {
        int behind = shape.forms().steps().indexOf(shape.password()) + 1;
        AuthenticationFlowModel sub = addSubFlow(shape.forms(), Requirement.REQUIRED, behind);
        addStep(sub.getId(), sub.getAlias(), code, Requirement.REQUIRED, 0);
    }

    private void addAlternative(SignInFlow shape) {
        FlowStep outer = shape.outer();
        FlowTree sub = outer.subFlow();
        // beside the mailed code, which every user has, the condition says nothing
        sub.steps().stream().filter(step -> step.is(Steps.USER_CONFIGURED)).forEach(step -> {
            flows.remove(step.id());
            log.add(feature, ChangeKind.STEP_REMOVED, outer.name(), step.name(), null, "Remove '" + step.name()
                    + "' from '" + outer.name() + "', so that users without another factor are asked, too");
        });
        shape.factors().forEach(factor -> require(factor, Requirement.ALTERNATIVE));
        log.note("Users of '" + outer.name() + "' may choose the mailed code instead of another factor that they have, "
                + "a security key or an authenticator app");
        addStep(sub.id(), sub.alias(), Steps.EMAIL_CODE, Requirement.ALTERNATIVE, Integer.MAX_VALUE);
        Optional<FlowStep> other = sub.enabled().stream().filter(step -> step.is(Steps.CREDENTIAL)).findFirst();
        if (other.isEmpty()) {
            // Keycloak never runs a conditional sub-flow without a condition
            require(outer, Requirement.REQUIRED);
        } else {
            log.note("The condition '" + other.get().name() + "' of '" + outer.name() + "' stays: a user who signs in "
                    + "with a passkey is asked for no second factor");
        }
    }

    /**
     * Lets a trusted device skip the mailed code and its alternatives.
     *
     * @param shape the flow as it is, which asks for the code and knows no trusted devices
     */
    void addTrust(SignInFlow shape) {
        FlowTree before = tree();
        if (shape.factors().stream().anyMatch(step -> step.requirement() == Requirement.ALTERNATIVE)) {
            nest(shape);
        }
        FlowTree outer = shape.outer().subFlow();
        addStep(outer.id(), outer.alias(), Steps.UNTRUSTED_DEVICE, Requirement.REQUIRED, 0);
        addStep(outer.id(), outer.alias(), Steps.TRUST_DEVICE, Requirement.REQUIRED, Integer.MAX_VALUE);
        require(shape.outer(), Requirement.CONDITIONAL);
        FlowRules.check(before, tree());
    }

    /** Puts all factors of a sub-flow, disabled ones too, into one in it: beside a required step they are left out. */
    private void nest(SignInFlow shape) {
        FlowTree outer = shape.outer().subFlow();
        List<FlowStep> factors = outer.steps().stream()
                .filter(step -> step.isOneOf(Steps.KEYCLOAKS_FACTORS) || step.isOneOf(Steps.CODES)).toList();
        AuthenticationFlowModel sub = addSubFlow(outer, Requirement.REQUIRED, outer.steps().indexOf(factors.get(0)));
        factors.forEach(step -> move(step, sub));
    }

    private void move(FlowStep step, AuthenticationFlowModel to) {
        flows.move(step.id(), to.getId());
        if (step.enabled()) {
            log.add(feature, ChangeKind.STEP_CHANGED, to.getAlias(), null, step.name(),
                    "Move '" + step.name() + "' into '" + to.getAlias() + '\'');
        }
    }

    private AuthenticationFlowModel addSubFlow(FlowTree parent, Requirement requirement, int place) {
        AuthenticationFlowModel sub = flows.addSubFlow(parent.id(), flow.getAlias() + SECOND_FACTOR, requirement,
                place);
        log.add(feature, ChangeKind.STEP_ADDED, parent.alias(), null, sub.getAlias(), "Add the sub-flow '"
                + sub.getAlias() + "' (" + words(requirement) + ") to '" + parent.alias() + '\'');
        return sub;
    }

    /** Adds a step and says so. */
    void addStep(String flowId, String alias, String provider, Requirement requirement, int place) {
        flows.addStep(flowId, provider, requirement, place);
        log.add(feature, ChangeKind.STEP_ADDED, alias, null, flows.name(provider), "Add '" + flows.name(provider)
                + "' (" + words(requirement) + ") to '" + alias + '\'');
    }

    private void require(FlowStep step, Requirement requirement) {
        if (step.requirement() != requirement) {
            flows.require(step.id(), requirement);
            log.add(feature, ChangeKind.STEP_CHANGED, step.name(), words(step.requirement()), words(requirement),
                    "Set '" + step.name() + "' to " + words(requirement) + " instead of "
                            + words(step.requirement()));
        }
    }

    private static String words(Requirement requirement) {
        return switch (requirement) {
            case REQUIRED -> "Required";
            case ALTERNATIVE -> "Alternative";
            case CONDITIONAL -> "Conditional";
            case DISABLED -> "Disabled";
        };
    }
}
