package dev.latchkey.device.session;

import java.util.Optional;

import dev.latchkey.device.TrustPolicy;
import dev.latchkey.device.authentication.TrustDeviceAuthenticatorFactory;
import dev.latchkey.signin.FlowSteps;
import org.keycloak.models.AuthenticationExecutionModel;
import org.keycloak.models.AuthenticationFlowModel;
import org.keycloak.models.AuthenticatorConfigModel;
import org.keycloak.models.RealmModel;

/** Finds the step {@code latchkey-trust-device} in a flow: only a flow with this step can trust devices. */
public final class TrustStep {

    private TrustStep() {
    }

    /**
     * @param realm the realm
     * @param flow  a top-level flow
     * @return the policy that the step is configured with; empty when the flow has no such step
     */
    public static Optional<TrustPolicy> policy(RealmModel realm, AuthenticationFlowModel flow) {
        return FlowSteps.enabled(realm, flow.getId())
                .filter(TrustStep::isTrustStep)
                .findFirst()
                .map(step -> TrustPolicy.of(config(realm, step).map(AuthenticatorConfigModel::getConfig).orElse(null)));
    }

    /**
     * @param realm the realm
     * @param alias name of a configuration of some step
     * @return whether it is the policy of a trust step, in any flow
     */
    public static boolean isPolicy(RealmModel realm, String alias) {
        return realm.getAuthenticationFlowsStream()
                .flatMap(flow -> realm.getAuthenticationExecutionsStream(flow.getId()))
                .filter(TrustStep::isTrustStep)
                .flatMap(step -> config(realm, step).stream())
                .anyMatch(config -> config.getAlias().equals(alias));
    }

    private static boolean isTrustStep(AuthenticationExecutionModel step) {
        return TrustDeviceAuthenticatorFactory.ID.equals(step.getAuthenticator());
    }

    private static Optional<AuthenticatorConfigModel> config(RealmModel realm, AuthenticationExecutionModel step) {
        return Optional.ofNullable(step.getAuthenticatorConfig()).map(realm::getAuthenticatorConfigById);
    }
}
