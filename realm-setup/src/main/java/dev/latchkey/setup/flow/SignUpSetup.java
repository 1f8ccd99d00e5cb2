package dev.latchkey.setup.flow;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.latchkey.otp.authentication.RegistrationActionFactory;
import dev.latchkey.otp.authentication.RegistrationCodeAuthenticatorFactory;
import dev.latchkey.setup.ChangeKind;
import dev.latchkey.setup.Feature;
import dev.latchkey.setup.FlowRules;
import dev.latchkey.setup.FlowStep;
import dev.latchkey.setup.FlowTree;
import dev.latchkey.setup.SetupRefusedException;
import org.keycloak.models.AuthenticationExecutionModel.Requirement;
import org.keycloak.models.AuthenticationFlowModel;
import org.keycloak.models.RealmModel;

/** Sign-up with a code: a copy of the registration flow, and the required action that keeps an account pending. */
final class SignUpSetup {

    private static final String FORM = "registration-page-form";
    /** What the step of Latchkey does as well. */
    private static final Set<String> REPLACED = Set.of("registration-user-creation", "registration-password-action");
    private static final Set<String> OURS =
            Set.of(RegistrationActionFactory.ID, RegistrationCodeAuthenticatorFactory.ID);
    private static final Set<String> KEPT = Set.of("registration-recaptcha-action",
            "registration-recaptcha-enterprise");

    private final RealmModel realm;
    private final RealmFlows flows;
    private final OwnFlow own;
    private final ChangeLog log;

    SignUpSetup(RealmModel realm, RealmFlows flows, OwnFlow own, ChangeLog log) {
        this.realm = realm;
        this.flows = flows;
        this.own = own;
        this.log = log;
    }

    static boolean isPresent(FlowTree flow) {
        return flow.steps().stream().anyMatch(step -> step.requires(RegistrationCodeAuthenticatorFactory.ID))
                && flow.steps().stream().anyMatch(step -> step.requires(FORM) && step.subFlow() != null
                        && step.subFlow().steps().stream().anyMatch(one -> one.requires(RegistrationActionFactory.ID)));
    }

    /** A step that neither Keycloak's form nor Latchkey's sign-up has, such as a captcha. */
    static Optional<FlowStep> ownStep(FlowTree flow) {
        return flow.placed().stream().map(FlowTree.Placed::step).filter(step -> !step.is(FORM)
                && !step.isOneOf(REPLACED) && !step.isOneOf(OURS)).findFirst();
    }

    void apply() {
        FlowTree bound = flows.tree(own.bound(Binding.REGISTRATION));
        if (!isPresent(bound)) {
            form(bound);
            edit(own.editable(Feature.SIGN_UP, Binding.REGISTRATION));
        }
        new VerifyAction(realm).enable(log);
        if (!realm.isRegistrationAllowed()) {
            log.note("User registration is off in this realm. Setup leaves that decision to you: Realm settings, "
                    + "Login, User registration");
        }
        if (!realm.isRegistrationEmailAsUsername()) {
            log.note("Users choose user names (Email as username is off), so that the form has to show which names "
                    + "are taken");
        }
        if (realm.isVerifyEmail()) {
            log.note("Keycloak's own Verify email is on (Realm settings, Login). The code does the same; use one of "
                    + "the two");
        }
    }

    /** The form of a flow that has no other steps than those which are known. */
    private static FlowStep form(FlowTree flow) {
        List<FlowStep> steps = flow.enabled();
        if (steps.size() != 1 || !steps.get(0).requires(FORM) || steps.get(0).subFlow() == null) {
            throw refused(flow, "it has more than the registration form");
        }
        steps.get(0).subFlow().enabled().stream()
                .filter(step -> !step.isOneOf(REPLACED) && !step.isOneOf(KEPT))
                .findFirst().ifPresent(step -> {
                    throw refused(flow, "its form has the step '" + step.name() + '\'');
                });
        return steps.get(0);
    }

    private static SetupRefusedException refused(FlowTree flow, String why) {
        return new SetupRefusedException("The flow '" + flow.alias() + "' cannot be replaced safely: " + why
                + ". Add the steps by hand");
    }

    private void edit(AuthenticationFlowModel flow) {
        FlowTree tree = flows.tree(flow);
        FlowTree form = form(tree).subFlow();
        FactorEditor editor = new FactorEditor(flows, log, Feature.SIGN_UP, flow);
        form.steps().stream().filter(step -> step.isOneOf(REPLACED)).forEach(step -> {
            flows.remove(step.id());
            log.add(Feature.SIGN_UP, ChangeKind.STEP_REMOVED, form.alias(), step.name(), null,
                    "Remove '" + step.name() + "' from '" + form.alias() + "', which the step of Latchkey does");
        });
        editor.addStep(form.id(), form.alias(), RegistrationActionFactory.ID, Requirement.REQUIRED, 0);
        editor.addStep(tree.id(), tree.alias(), RegistrationCodeAuthenticatorFactory.ID, Requirement.REQUIRED,
                Integer.MAX_VALUE);
        FlowRules.check(flows.tree(flow));
    }
}
