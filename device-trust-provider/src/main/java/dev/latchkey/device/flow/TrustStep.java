package dev.latchkey.device.flow;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import dev.latchkey.device.TrustPolicy;
import org.keycloak.models.AuthenticationExecutionModel;
import org.keycloak.models.AuthenticationFlowModel;
import org.keycloak.models.AuthenticatorConfigModel;
import org.keycloak.models.RealmModel;

/** Finds the step {@code latchkey-trust-device} in a flow: where it stands devices can be trusted, elsewhere not. */
public final class TrustStep {

    private TrustStep() {
    }

    /**
     * @param realm the realm
     * @param flow  a top-level flow
     * @return the policy that the step in it holds; empty when the flow has no such step
     */
    public static Optional<TrustPolicy> policy(RealmModel realm, AuthenticationFlowModel flow) {
        return steps(realm, flow.getId())
                .filter(step -> TrustDeviceAuthenticatorFactory.ID.equals(step.getAuthenticator()))
                .findFirst()
                .map(step -> TrustPolicy.of(config(realm, step)));
    }

    private static Map<String, String> config(RealmModel realm, AuthenticationExecutionModel step) {
        String id = step.getAuthenticatorConfig();
        AuthenticatorConfigModel config = id == null ? null : realm.getAuthenticatorConfigById(id);
        return config == null ? null : config.getConfig();
    }

    private static Stream<AuthenticationExecutionModel> steps(RealmModel realm, String flowId) {
        return realm.getAuthenticationExecutionsStream(flowId)
                .filter(AuthenticationExecutionModel::isEnabled)
                .flatMap(step -> step.isAuthenticatorFlow() ? steps(realm, step.getFlowId()) : Stream.of(step));
    }
}
