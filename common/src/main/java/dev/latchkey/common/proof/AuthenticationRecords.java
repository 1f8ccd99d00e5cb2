package dev.latchkey.common.proof;

import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.AuthenticationProcessor;
import org.keycloak.models.AuthenticationFlowModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Writes and reads the {@link AuthenticationRecord} of an authentication. Entries of the pack's own steps are notes of
 * the tab's authentication session, which name flow path, execution, factor and account; an entry counts only for the
 * same path and account, below the same top-level flow. What Keycloak's own steps have proven {@link KeycloakSteps}
 * reads.
 */
public final class AuthenticationRecords {

    private static final String ENTRY = "latchkey.proof.";
    private static final String SEPARATOR = " ";
    private static final int PARTS = 3;

    private AuthenticationRecords() {
    }

    /**
     * Records that a step has proven a factor for the user of the flow.
     *
     * @param context the step, in a flow that has a user
     * @param factor  what was proven
     */
    public static void passed(AuthenticationFlowContext context, Factor factor) {
        context.getAuthenticationSession().setAuthNote(ENTRY + context.getExecution().getId(),
                String.join(SEPARATOR, context.getFlowPath(), factor.name(), context.getUser().getId()));
    }

    /**
     * @param context a step of a flow
     * @return what was proven in it until now; nothing while it has no user
     */
    public static AuthenticationRecord of(AuthenticationFlowContext context) {
        return of(context.getSession(), context.getAuthenticationSession(), context.getFlowPath(),
                context.getTopLevelFlow());
    }

    /**
     * @param session     the request's session
     * @param authSession the tab, or the app's sign-in
     * @param topFlow     the top-level flow that runs
     * @return what was proven in it until now; nothing while it has no user
     */
    public static AuthenticationRecord of(KeycloakSession session, AuthenticationSessionModel authSession,
            AuthenticationFlowModel topFlow) {
        String path = authSession.getAuthNote(AuthenticationProcessor.CURRENT_FLOW_PATH);
        return of(session, authSession, path == null ? "" : path, topFlow);
    }

    private static AuthenticationRecord of(KeycloakSession session, AuthenticationSessionModel authSession,
            String flowPath, AuthenticationFlowModel topFlow) {
        UserModel user = authSession.getAuthenticatedUser();
        Set<Factor> factors = EnumSet.noneOf(Factor.class);
        if (user != null) {
            FlowExecutions executions = new FlowExecutions(authSession.getRealm());
            factors.addAll(KeycloakSteps.factors(session, authSession, flowPath,
                    id -> executions.isBelow(id, topFlow)));
            for (Map.Entry<String, ?> execution : authSession.getExecutionStatus().entrySet()) {
                own(authSession, execution.getKey(), flowPath, user)
                        .filter(factor -> executions.isBelow(execution.getKey(), topFlow)).ifPresent(factors::add);
            }
        }
        return new AuthenticationRecord(flowPath, factors);
    }

    private static Optional<Factor> own(AuthenticationSessionModel authSession, String executionId, String flowPath,
            UserModel user) {
        String note = authSession.getAuthNote(ENTRY + executionId);
        // ids of federated users may hold any character, and stand last for that reason
        String[] parts = note == null ? new String[0] : note.split(SEPARATOR, PARTS);
        return parts.length == PARTS && parts[0].equals(flowPath) && parts[2].equals(user.getId())
                ? Optional.of(Factor.valueOf(parts[1]))
                : Optional.empty();
    }
}
