package dev.latchkey.setup.flow;

import java.util.List;

import dev.latchkey.setup.ChangeKind;
import dev.latchkey.setup.Feature;
import dev.latchkey.setup.FlowStep;
import dev.latchkey.setup.FlowTree;
import dev.latchkey.setup.SecondFactorPlace;
import dev.latchkey.setup.SecondFactorPlace.Direct;
import dev.latchkey.setup.SecondFactorPlace.None;
import dev.latchkey.setup.SecondFactorPlace.Within;
import dev.latchkey.setup.SetupRefusedException;
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

    /** Adds the mailed code as second factor: alone where there was none, else as an alternative to the others. */
    void addCode() {
        SecondFactorPlace place = SecondFactorPlace.in(tree());
        if (place instanceof None none) {
            int behind = none.parent().steps().indexOf(none.password()) + 1;
            AuthenticationFlowModel sub = addSubFlow(none.parent(), Requirement.REQUIRED, behind);
            addStep(sub.getId(), sub.getAlias(), SecondFactorPlace.EMAIL_CODE, Requirement.REQUIRED, 0);
        } else if (place instanceof Direct direct) {
            AuthenticationFlowModel sub = wrap(direct);
            require(direct.factor(), Requirement.ALTERNATIVE);
            addStep(sub.getId(), sub.getAlias(), SecondFactorPlace.EMAIL_CODE, Requirement.ALTERNATIVE, 1);
        } else if (place instanceof Within within) {
            addCode(within);
        }
    }

    private void addCode(Within place) {
        // beside the mailed code, which every user has, the condition says nothing
        dropUserConfigured(place.outer());
        if (!place.holder().equals(place.outer())) {
            dropUserConfigured(place.holder());
        }
        FlowTree holder = place.holder().subFlow();
        if (holder.has(SecondFactorPlace.TRUST_DEVICE) && place.holder().equals(place.outer())) {
            // beside a required step Keycloak leaves alternatives out
            nest(place);
            addCode();
            return;
        }
        place.factors().forEach(factor -> require(factor, Requirement.ALTERNATIVE));
        addStep(holder.id(), holder.alias(), SecondFactorPlace.EMAIL_CODE, Requirement.ALTERNATIVE,
                holder.steps().size());
        boolean decided = place.outer().subFlow().enabled().stream().anyMatch(step -> step.condition()
                && !step.is(SecondFactorPlace.USER_CONFIGURED));
        if (!decided) {
            // Keycloak never runs a conditional sub-flow without a condition
            require(place.outer(), Requirement.REQUIRED);
        }
        place.outer().subFlow().enabled().stream().filter(FlowStep::condition)
                .filter(step -> !step.is(SecondFactorPlace.USER_CONFIGURED)
                        && !step.is(SecondFactorPlace.UNTRUSTED_DEVICE))
                .forEach(step -> log.note("The condition '" + step.name() + "' of '" + place.outer().name()
                        + "' stays: a user for whom it does not hold is asked for no second factor"));
    }

    private void dropUserConfigured(FlowStep around) {
        around.subFlow().enabled().stream().filter(step -> step.is(SecondFactorPlace.USER_CONFIGURED))
                .forEach(step -> {
                    flows.remove(step.id());
                    log.add(feature, ChangeKind.STEP_REMOVED, around.name(), step.name(), null,
                            "Remove '" + step.name() + "' from '" + around.name()
                                    + "', so that users without another factor are asked, too");
                });
    }

    /** Lets a trusted device skip the second factor. */
    void addTrust() {
        SecondFactorPlace place = SecondFactorPlace.in(tree());
        if (place instanceof None) {
            throw new SetupRefusedException("The flow '" + flow.getAlias() + "' asks for no second factor that a "
                    + "trusted device could skip. Add " + Feature.EMAIL_CODE.id() + " as well");
        }
        if (place instanceof Direct direct) {
            wrap(direct);
            place = SecondFactorPlace.in(tree());
        }
        Within within = (Within) place;
        if (!within.holder().equals(within.outer())) {
            throw new SetupRefusedException("The flow '" + flow.getAlias() + "' has its second factors in '"
                    + within.holder().name() + "' of '" + within.outer().name() + "'. Add the steps by hand");
        }
        if (within.outer().subFlow().enabled().stream().anyMatch(step -> step.is(SecondFactorPlace.USER_CONFIGURED))) {
            // that condition leaves sub-flows out: users without a factor would have to set one up
            throw new SetupRefusedException("The sub-flow '" + within.outer().name() + "' asks only users who have set "
                    + "up a factor, which cannot be combined with trusted devices. Add " + Feature.EMAIL_CODE.id()
                    + " as well");
        }
        if (within.factors().stream().anyMatch(step -> step.requirement() == Requirement.ALTERNATIVE)) {
            nest(within);
        }
        FlowTree outer = within.outer().subFlow();
        addStep(outer.id(), outer.alias(), SecondFactorPlace.UNTRUSTED_DEVICE, Requirement.REQUIRED, 0);
        addStep(outer.id(), outer.alias(), SecondFactorPlace.TRUST_DEVICE, Requirement.REQUIRED, Integer.MAX_VALUE);
        require(within.outer(), Requirement.CONDITIONAL);
    }

    /** Puts a single required factor into a sub-flow of its own. */
    private AuthenticationFlowModel wrap(Direct direct) {
        AuthenticationFlowModel sub = addSubFlow(direct.parent(), Requirement.REQUIRED,
                direct.parent().steps().indexOf(direct.factor()));
        move(direct.factor(), sub);
        return sub;
    }

    /** Puts all factors of a sub-flow, disabled ones too, into one in it, behind what is there. */
    private void nest(Within place) {
        FlowTree outer = place.holder().subFlow();
        List<FlowStep> factors = outer.steps().stream()
                .filter(step -> step.isOneOf(SecondFactorPlace.FACTORS)).toList();
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
