package dev.latchkey.setup;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.latchkey.setup.FlowTree.Placed;
import org.keycloak.models.AuthenticationExecutionModel.Requirement;

/** What holds of every flow that setup has edited. A setup that breaks one of these is refused, and rolled back. */
public final class FlowRules {

    private static final Set<String> MAY_SKIP_THE_CODE = Set.of(Steps.UNTRUSTED_DEVICE, Steps.CREDENTIAL);

    private FlowRules() {
    }

    /**
     * Checks a flow by itself: no flow or sub-flow has required and alternative steps, of which Keycloak would leave
     * the alternatives out; conditions are in conditional sub-flows, each of which has one.
     *
     * @param flow after the change
     * @throws SetupRefusedException if a rule is broken
     */
    public static void check(FlowTree flow) {
        check(flow, false);
    }

    private static void check(FlowTree flow, boolean conditional) {
        List<FlowStep> steps = flow.enabled();
        List<FlowStep> asked = steps.stream().filter(step -> !step.condition()).toList();
        boolean alternatives = asked.stream().anyMatch(step -> step.requirement() == Requirement.ALTERNATIVE);
        if (alternatives && asked.stream().anyMatch(step -> step.requirement() != Requirement.ALTERNATIVE)) {
            throw broken(flow, "it would have required and alternative steps beside each other");
        }
        if (conditional == (asked.size() == steps.size())) {
            throw broken(flow, conditional ? "it would be conditional without a condition"
                    : "its conditions would have no effect");
        }
        steps.stream().filter(step -> step.subFlow() != null)
                .forEach(step -> check(step.subFlow(), step.requirement() == Requirement.CONDITIONAL));
    }

    /**
     * Checks a flow that signs users in against what it was: in addition to the rules of {@link #check(FlowTree)}, no
     * factor is asked for under more conditions than before, except on a trusted device; one that was required of
     * everyone stays that; and every user who passes the password gets to the mailed code.
     *
     * @param before the flow as it was
     * @param after  the flow, or its copy, after the change
     * @throws SetupRefusedException if a rule is broken
     */
    public static void check(FlowTree before, FlowTree after) {
        check(after);
        for (Placed was : placed(before, step -> step.isOneOf(Steps.KEYCLOAKS_FACTORS))) {
            boolean demanded = was.step().requirement() == Requirement.REQUIRED
                    && !conditions(was).contains(Steps.USER_CONFIGURED);
            boolean kept = placed(after, step -> step.is(was.step().provider())).stream()
                    .anyMatch(is -> isKept(was, is, demanded));
            if (!kept) {
                throw broken(after, "'" + was.step().name() + "' would be asked for less often than in '"
                        + before.alias() + "'");
            }
        }
        List<Placed> codes = placed(after, step -> step.isOneOf(Steps.CODES));
        List<Placed> passwords = placed(after, step -> step.isOneOf(Steps.PASSWORDS)
                || step.is(Steps.APP_PASSWORD));
        if (codes.size() != 1 || passwords.size() != 1 || !isBehind(codes.get(0), passwords.get(0))
                || !MAY_SKIP_THE_CODE.containsAll(conditions(codes.get(0)))) {
            throw broken(after, "a user could pass the password without being asked for a code");
        }
    }

    private static boolean isKept(Placed was, Placed is, boolean demanded) {
        Set<String> more = conditions(is).stream().filter(one -> !conditions(was).contains(one))
                .collect(Collectors.toSet());
        return demanded ? is.step().requirement() == Requirement.REQUIRED && more.isEmpty()
                : Set.of(Steps.UNTRUSTED_DEVICE).containsAll(more);
    }

    /** In a sub-flow that follows the password, and runs where the password is passed. */
    private static boolean isBehind(Placed code, Placed password) {
        int depth = password.path().size();
        if (code.path().size() <= depth || !code.path().subList(0, depth).equals(password.path())) {
            return false;
        }
        List<FlowStep> beside = password.parent().enabled();
        return beside.indexOf(password.step()) < beside.indexOf(code.path().get(depth))
                && code.path().stream().skip(depth).noneMatch(step -> step.requirement() == Requirement.ALTERNATIVE);
    }

    private static List<Placed> placed(FlowTree flow, Predicate<FlowStep> which) {
        return flow.placed().stream().filter(placed -> which.test(placed.step())).toList();
    }

    /** The conditions that decide whether a step is asked for; in a sub-flow that is required they have no effect. */
    private static Set<String> conditions(Placed placed) {
        return placed.path().stream().filter(around -> around.requirement() == Requirement.CONDITIONAL)
                .flatMap(around -> around.subFlow().enabled().stream()).filter(FlowStep::condition)
                .flatMap(step -> Stream.of(step.provider())).collect(Collectors.toSet());
    }

    private static SetupRefusedException broken(FlowTree flow, String why) {
        return new SetupRefusedException("The flow '" + flow.alias() + "' cannot be extended safely: " + why
                + ". Add the steps by hand");
    }
}
