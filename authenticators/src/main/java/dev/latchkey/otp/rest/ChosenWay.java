package dev.latchkey.otp.rest;

import java.util.List;
import java.util.Optional;

import dev.latchkey.otp.authentication.EmailOtpAuthenticatorFactory;
import org.keycloak.authentication.AuthenticationProcessor;
import org.keycloak.models.AuthenticationExecutionModel;
import org.keycloak.models.AuthenticationFlowModel;
import org.keycloak.models.RealmModel;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.sessions.CommonClientSessionModel.ExecutionStatus;

/**
 * The step of a tab whose link was accepted, where it is one of several alternatives. Keycloak notes what the user has
 * picked for the answer to its page alone: a tab that goes on by itself, as after a link, begins with the first
 * alternative again, and the step whose link was accepted would not be asked.
 */
final class ChosenWay {

    private ChosenWay() {
    }

    /**
     * Leaves the tab the step that has mailed the link, and those that follow: marks its alternatives as tried without
     * success. What was passed stays as it is.
     *
     * @param tab a tab that waits at a step of a flow; nothing is done where no step of it mails codes, or several do
     */
    static void keep(AuthenticationSessionModel tab) {
        RealmModel realm = tab.getRealm();
        AuthenticationExecutionModel step = mailing(tab).orElse(null);
        if (step != null && isAtAStep(tab)) {
            tab.setAuthNote(AuthenticationProcessor.CURRENT_AUTHENTICATION_EXECUTION, step.getId());
            // the list of the ways, which the mailing step may be shown under as well
            tab.removeAuthNote(AuthenticationProcessor.AUTHENTICATION_SELECTOR_SCREEN_DISPLAYED);
        }
        while (step != null) {
            String flowId = step.getParentFlow();
            if (step.isAlternative()) {
                leaveOthers(tab, step);
            }
            AuthenticationFlowModel flow = realm.getAuthenticationFlowById(flowId);
            step = flow == null || flow.isTopLevel() ? null : realm.getAuthenticationExecutionByFlowId(flowId);
        }
    }

    /** The step that has asked for a mailed code: Keycloak has noted each one whose page it has shown. */
    private static Optional<AuthenticationExecutionModel> mailing(AuthenticationSessionModel tab) {
        List<AuthenticationExecutionModel> steps = tab.getExecutionStatus().entrySet().stream()
                .filter(shown -> shown.getValue() == ExecutionStatus.CHALLENGED)
                .map(shown -> tab.getRealm().getAuthenticationExecutionById(shown.getKey()))
                .filter(step -> step != null && EmailOtpAuthenticatorFactory.ID.equals(step.getAuthenticator()))
                .toList();
        return steps.size() == 1 ? Optional.of(steps.get(0)) : Optional.empty();
    }

    private static boolean isAtAStep(AuthenticationSessionModel tab) {
        return tab.getAuthNote(AuthenticationProcessor.CURRENT_AUTHENTICATION_EXECUTION) != null;
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
