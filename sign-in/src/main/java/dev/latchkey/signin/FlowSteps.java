package dev.latchkey.signin;

import java.util.stream.Stream;

import org.keycloak.models.AuthenticationExecutionModel;
import org.keycloak.models.RealmModel;

/** The steps of an authentication flow. */
public final class FlowSteps {

    private FlowSteps() {
    }

    /**
     * @param realm  the realm
     * @param flowId id of a flow
     * @return its steps that are not disabled, those of its sub-flows in their place
     */
    public static Stream<AuthenticationExecutionModel> enabled(RealmModel realm, String flowId) {
        return realm.getAuthenticationExecutionsStream(flowId)
                .filter(AuthenticationExecutionModel::isEnabled)
                .flatMap(step -> step.isAuthenticatorFlow() ? enabled(realm, step.getFlowId()) : Stream.of(step));
    }
}
