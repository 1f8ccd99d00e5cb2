package dev.latchkey.otp.rest;

import org.keycloak.authentication.AuthenticationProcessor;
import org.keycloak.models.AuthenticationExecutionModel;
import org.keycloak.models.AuthenticationFlowModel;
import org.keycloak.models.RealmModel;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.sessions.CommonClientSessionModel.ExecutionStatus;

/**
 * The one of several alternatives at which a tab waits. Keycloak notes what the user has picked for the answer to its
 * page alone: a tab that goes on by itself, as after a link, begins with the first alternative again, and the step
 * whose link was accepted would not be asked.
 */
final class ChosenWay {

    private ChosenWay() {
    }

    /**
     * Leaves the tab the step at which it waits, and those that follow: marks its alternatives as tried without
     * success. What was passed stays as it is.
     *
     * @param tab a tab that waits at a step of a flow; nothing is done to one that waits at a required action
     */
    static void keep(AuthenticationSessionModel tab) {
        RealmModel realm = tab.getRealm();
        String current = tab.getAuthNote(AuthenticationProcessor.CURRENT_AUTHENTICATION_EXECUTION);
        AuthenticationExecutionModel step = current == null ? null : realm.getAuthenticationExecutionById(current);
        while (step != null) {
            String flowId = step.getParentFlow();
            if (step.isAlternative()) {
                leaveOthers(tab, step);
            }
            AuthenticationFlowModel flow = realm.getAuthenticationFlowById(flowId);
            step = flow == null || flow.isTopLevel() ? null : realm.getAuthenticationExecutionByFlowId(flowId);
        }
    }

    private static void leaveOthers(AuthenticationSessionModel tab, AuthenticationExecutionModel step) {
        tab.getRealm().getAuthenticationExecutionsStream(step.getParentFlow())
                .filter(other -> other.isAlternative() && !other.getId().equals(step.getId()) && isOpen(tab, other))
                .toList()
                .forEach(other -> tab.setExecutionStatus(other.getId(), ExecutionStatus.ATTEMPTED));
    }

    private static boolean isOpen(AuthenticationSessionModel tab, AuthenticationExecutionModel other) {
        ExecutionStatus status = tab.getExecutionStatus().get(other.getId());
        return status == null || status == ExecutionStatus.CHALLENGED;
    }
}
