package dev.latchkey.signin;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

import dev.latchkey.signin.account.MailboxWatch;
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
        if (factor == Factor.EMAIL_CODE || factor == Factor.EMAIL_CODE_ALONE) {
            MailboxWatch.proven(context.getAuthenticationSession(), context.getUser());
        }
    }

    /**
     * Makes steps of other flows that the tab has passed count for nothing, for a step that is about to name a user
     * anew: Keycloak would go on taking them for passed. {@link FlowTransition} has done so wherever a request was
     * recognised as a move; the step does not rely on it.
     *
     * @param context the step
     */
    public static void forgetOtherFlows(AuthenticationFlowContext context) {
        AuthenticationSessionModel authSession = context.getAuthenticationSession();
        FlowExecutions executions = new FlowExecutions(context.getRealm());
        if (!authSession.getExecutionStatus().keySet().stream()
                .allMatch(id -> executions.isBelow(id, context.getTopLevelFlow()))) {
            FlowTransition.forgetSteps(authSession);
        }
    }

    /**
     * Removes the entries of a tab's steps: the next status of a step, as that of a page which is shown again, would
     * make its entry count.
     *
     * @param authSession a tab whose steps until now count for nothing
     */
    static void forget(AuthenticationSessionModel authSession) {
        authSession.getExecutionStatus().keySet().forEach(id -> authSession.removeAuthNote(ENTRY + id));
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

    /**
     * For required actions, which run after the flow: a tab that waits for them comes to no other flow, and holds the
     * steps of that one alone.
     *
     * @param session     the request's session
     * @param authSession a tab whose flow has succeeded
     * @return what was proven in that flow; nothing while there is no user
     */
    public static AuthenticationRecord ofCompletedFlow(KeycloakSession session,
            AuthenticationSessionModel authSession) {
        return new AuthenticationRecord("", factors(session, authSession, "", id -> true, path -> true));
    }

    private static AuthenticationRecord of(KeycloakSession session, AuthenticationSessionModel authSession,
            String flowPath, AuthenticationFlowModel topFlow) {
        FlowExecutions executions = new FlowExecutions(authSession.getRealm());
        return new AuthenticationRecord(flowPath, factors(session, authSession, flowPath,
                id -> executions.isBelow(id, topFlow), flowPath::equals));
    }

    private static Set<Factor> factors(KeycloakSession session, AuthenticationSessionModel authSession,
            String flowPath, Predicate<String> inFlow, Predicate<String> onPath) {
        UserModel user = authSession.getAuthenticatedUser();
        Set<Factor> factors = EnumSet.noneOf(Factor.class);
        if (user != null) {
            factors.addAll(KeycloakSteps.factors(session, authSession, flowPath, inFlow));
            authSession.getExecutionStatus().keySet().stream().filter(inFlow)
                    .forEach(id -> own(authSession, id, onPath, user).ifPresent(factors::add));
        }
        return factors;
    }

    private static Optional<Factor> own(AuthenticationSessionModel authSession, String executionId,
            Predicate<String> onPath, UserModel user) {
        String note = authSession.getAuthNote(ENTRY + executionId);
        // ids of federated users may hold any character, and come last for that reason
        String[] parts = note == null ? new String[0] : note.split(SEPARATOR, PARTS);
        return parts.length == PARTS && onPath.test(parts[0]) && parts[2].equals(user.getId())
                ? Optional.of(Factor.valueOf(parts[1]))
                : Optional.empty();
    }
}
