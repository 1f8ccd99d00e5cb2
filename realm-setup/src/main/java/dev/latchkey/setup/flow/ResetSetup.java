package dev.latchkey.setup.flow;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.latchkey.otp.authentication.ChooseUserAuthenticatorFactory;
import dev.latchkey.otp.authentication.NewPasswordAuthenticatorFactory;
import dev.latchkey.otp.authentication.ResetCodeAuthenticatorFactory;
import dev.latchkey.setup.Feature;
import dev.latchkey.setup.FlowStep;
import dev.latchkey.setup.FlowTree;
import dev.latchkey.setup.SetupRefusedException;
import org.keycloak.models.AuthenticationExecutionModel.Requirement;
import org.keycloak.models.AuthenticationFlowModel;
import org.keycloak.models.RealmModel;

/** Password reset with a code: a flow of its own in the place of Keycloak's. */
final class ResetSetup {

    /** What Keycloak's own flow consists of. */
    private static final Set<String> REPLACED = Set.of("reset-credentials-choose-user", "reset-credential-email",
            "reset-password", "reset-otp", "conditional-user-configured");

    private static final List<String> OURS = List.of(ChooseUserAuthenticatorFactory.ID,
            ResetCodeAuthenticatorFactory.ID, NewPasswordAuthenticatorFactory.ID);

    private final RealmModel realm;
    private final RealmFlows flows;
    private final OwnFlow own;
    private final ChangeLog log;

    ResetSetup(RealmModel realm, RealmFlows flows, OwnFlow own, ChangeLog log) {
        this.realm = realm;
        this.flows = flows;
        this.own = own;
        this.log = log;
    }

    static boolean isPresent(FlowTree flow) {
        return flow.steps().stream().anyMatch(step -> step.requires(ResetCodeAuthenticatorFactory.ID));
    }

    /** A step that neither Keycloak's flow nor Latchkey's has. */
    static Optional<FlowStep> ownStep(FlowTree flow) {
        return flow.placed().stream().map(FlowTree.Placed::step)
                .filter(step -> !step.isOneOf(REPLACED) && !step.isOneOf(Set.copyOf(OURS))).findFirst();
    }

    void apply() {
        AuthenticationFlowModel bound = own.bound(Binding.RESET_CREDENTIALS);
        FlowTree tree = flows.tree(bound);
        if (!isPresent(tree)) {
            tree.placed().stream().map(FlowTree.Placed::step).filter(step -> !step.isOneOf(REPLACED))
                    .findFirst().ifPresent(step -> {
                        throw new SetupRefusedException("The flow '" + tree.alias() + "' cannot be replaced safely: it "
                                + "has the step '" + step.name() + "'. Add the steps by hand");
                    });
            AuthenticationFlowModel flow = flows.create(own.alias(bound), "A code to the mailbox, then a new password",
                    true);
            own.created(Feature.RESET, flow, "Create the flow '" + flow.getAlias() + '\'');
            FactorEditor editor = new FactorEditor(flows, log, Feature.RESET, flow);
            for (String step : OURS) {
                editor.addStep(flow.getId(), flow.getAlias(), step, Requirement.REQUIRED, Integer.MAX_VALUE);
            }
            own.bind(Feature.RESET, Binding.RESET_CREDENTIALS, flow);
        }
        if (!realm.isResetPasswordAllowed()) {
            log.note("Forgot password is off in this realm. Setup leaves that decision to you: Realm settings, Login, "
                    + "Forgot password");
        }
    }
}
