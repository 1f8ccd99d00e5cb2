package dev.latchkey.setup;

import java.util.List;
import java.util.Set;

import dev.latchkey.setup.FlowTree.Placed;
import org.keycloak.models.AuthenticationExecutionModel.Requirement;

/** Where the second factor is in a flow that asks for a password. */
public sealed interface SecondFactorPlace {

    /** The step that mails a code in a browser. */
    String EMAIL_CODE = "latchkey-email-otp";
    /** The same for apps. */
    String APP_EMAIL_CODE = "latchkey-direct-email-otp";
    /** The condition that skips the second factor on a trusted device. */
    String UNTRUSTED_DEVICE = "latchkey-untrusted-device";
    /** The step that trusts a device. */
    String TRUST_DEVICE = "latchkey-trust-device";
    /** Keycloak's condition that the user has set up one of the factors beside it. */
    String USER_CONFIGURED = "conditional-user-configured";
    /** Steps that are a second factor after a password. */
    Set<String> FACTORS = Set.of(EMAIL_CODE, APP_EMAIL_CODE, "auth-otp-form", "webauthn-authenticator",
            "auth-recovery-authn-code-form");
    /** Steps that ask for a password. */
    Set<String> PASSWORDS = Set.of("auth-username-password-form", "auth-password-form",
            "direct-grant-validate-password");

    /** Keycloak's condition of a step-up. */
    String LEVEL = "conditional-level-of-authentication";

    /**
     * There is none.
     *
     * @param parent   where the password is
     * @param password the step behind which a second factor belongs
     */
    record None(FlowTree parent, FlowStep password) implements SecondFactorPlace {
    }

    /**
     * A single required step in the flow of the password.
     *
     * @param parent where both are
     * @param factor the step
     */
    record Direct(FlowTree parent, FlowStep factor) implements SecondFactorPlace {
    }

    /**
     * In a sub-flow beside the password.
     *
     * @param outer  that sub-flow
     * @param holder the sub-flow that the factors are directly in: the same one, or one in it
     */
    record Within(FlowStep outer, FlowStep holder) implements SecondFactorPlace {

        /** @return the factors that take part */
        public List<FlowStep> factors() {
            return holder.subFlow().enabled().stream().filter(step -> step.isOneOf(FACTORS)).toList();
        }
    }

    /**
     * Finds the place.
     *
     * @param flow a flow
     * @return where its second factor is
     * @throws SetupRefusedException if the flow is built in a way that no rule here knows
     */
    static SecondFactorPlace in(FlowTree flow) {
        List<Placed> all = flow.placed();
        if (all.stream().anyMatch(placed -> placed.step().is(LEVEL))) {
            throw refused(flow, "it asks for levels of authentication (step-up)");
        }
        Placed password = password(flow, all);
        List<Placed> factors = all.stream().filter(placed -> placed.step().isOneOf(FACTORS)).toList();
        List<String> parents = factors.stream().map(placed -> placed.parent().id()).distinct().toList();
        if (parents.isEmpty()) {
            return new None(password.parent(), password.step());
        }
        if (parents.size() > 1) {
            throw refused(flow, "its second factors are in several sub-flows");
        }
        Placed factor = factors.get(0);
        return factor.parent().id().equals(password.parent().id())
                ? direct(flow, password, factors) : within(flow, password, factor);
    }

    private static Placed password(FlowTree flow, List<Placed> all) {
        List<Placed> found = all.stream().filter(placed -> placed.step().isOneOf(PASSWORDS)).toList();
        if (found.size() != 1) {
            throw refused(flow, found.isEmpty() ? "no step asks for a password"
                    : "several steps ask for a password");
        }
        Placed password = found.get(0);
        if (password.step().requirement() != Requirement.REQUIRED) {
            throw refused(flow, "the step '" + password.step().name() + "' is not required where it is");
        }
        return password;
    }

    private static SecondFactorPlace direct(FlowTree flow, Placed password, List<Placed> factors) {
        FlowStep factor = factors.get(0).step();
        if (factors.size() > 1 || factor.requirement() != Requirement.REQUIRED
                || isBefore(password.parent(), factor, password.step())) {
            throw refused(flow, "the steps beside '" + password.step().name() + "' are not one required second factor "
                    + "behind it");
        }
        return new Direct(password.parent(), factor);
    }

    private static SecondFactorPlace within(FlowTree flow, Placed password, Placed factor) {
        int depth = password.path().size();
        int deeper = factor.path().size() - depth;
        if (deeper < 1 || deeper > 2 || !factor.path().subList(0, depth).equals(password.path())) {
            throw refused(flow, "the second factor is not in a sub-flow beside '" + password.step().name() + "'");
        }
        Within place = new Within(factor.path().get(depth), factor.path().get(factor.path().size() - 1));
        if (place.outer().requirement() == Requirement.ALTERNATIVE
                || isBefore(password.parent(), place.outer(), password.step())) {
            throw refused(flow, "the sub-flow '" + place.outer().name() + "' is not asked for behind the password");
        }
        if (deeper == 2) {
            if (place.holder().requirement() != Requirement.REQUIRED) {
                throw refused(flow, "the sub-flow '" + place.holder().name() + "' is not required");
            }
            onlyKnown(flow, place.outer(), place.holder());
        }
        onlyKnown(flow, place.holder(), null);
        List<FlowStep> asked = place.factors();
        boolean one = asked.size() == 1 && asked.get(0).requirement() == Requirement.REQUIRED;
        if (!one && asked.stream().anyMatch(step -> step.requirement() != Requirement.ALTERNATIVE)) {
            throw refused(flow, "the sub-flow '" + place.holder().name() + "' requires several factors");
        }
        return place;
    }

    private static void onlyKnown(FlowTree flow, FlowStep around, FlowStep inner) {
        around.subFlow().enabled().stream()
                .filter(step -> !step.condition() && !step.isOneOf(FACTORS) && !step.is(TRUST_DEVICE)
                        && !step.equals(inner))
                .findFirst().ifPresent(step -> {
                    throw refused(flow, "the sub-flow '" + around.name() + "' has a step that setup does not know, '"
                            + step.name() + "'");
                });
    }

    private static boolean isBefore(FlowTree flow, FlowStep one, FlowStep other) {
        return flow.steps().indexOf(one) < flow.steps().indexOf(other);
    }

    private static SetupRefusedException refused(FlowTree flow, String why) {
        return new SetupRefusedException("The flow '" + flow.alias() + "' cannot be extended safely: " + why
                + ". Add the steps by hand");
    }
}
