package dev.latchkey.signin;

import org.keycloak.models.AuthenticationExecutionModel;
import org.keycloak.models.AuthenticationFlowModel;
import org.keycloak.models.RealmModel;

/**
 * Finds out to which top-level flow an execution belongs.
 *
 * @param realm the realm
 */
public record FlowExecutions(RealmModel realm) {

    /**
     * @param executionId id of an execution
     * @param topFlow     a top-level flow
     * @return whether the execution belongs to it, at whatever depth; false for one that no longer exists
     */
    public boolean isBelow(String executionId, AuthenticationFlowModel topFlow) {
        AuthenticationExecutionModel execution = realm.getAuthenticationExecutionById(executionId);
        while (execution != null && execution.getParentFlow() != null) {
            if (execution.getParentFlow().equals(topFlow.getId())) {
                return true;
            }
            execution = realm.getAuthenticationExecutionByFlowId(execution.getParentFlow());
        }
        return false;
    }
}
