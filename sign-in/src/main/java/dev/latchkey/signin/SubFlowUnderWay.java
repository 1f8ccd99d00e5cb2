package dev.latchkey.signin;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.keycloak.authentication.AuthenticationProcessor;
import org.keycloak.models.AuthenticationExecutionModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.sessions.CommonClientSessionModel.ExecutionStatus;

/**
 * A sub-flow that is one of several alternatives, and of which a tab has passed a step (keycloak-services, not a public
 * API). When the page of its next step is loaded again, Keycloak begins at the first alternative, and offers the
 * sub-flow no more, because its first step is done: the way back to the page would be lost, and an alternative that was
 * never shown would run. For such a request the alternatives before the sub-flow count as tried without success, which
 * lets nothing pass; after it they are as before.
 */
public final class SubFlowUnderWay {

    private static final String LEFT_OUT = "latchkey.alternatives-left-out";

    private final RealmModel realm;
    private final AuthenticationSessionModel tab;

    private SubFlowUnderWay(AuthenticationSessionModel tab) {
        this.realm = tab.getRealm();
        this.tab = tab;
    }

    /**
     * Leaves out, in this request, what stands before the sub-flow whose page it loads.
     *
     * @param session   the request's session
     * @param tab       the tab that the request names
     * @param path      which of Keycloak's login actions the request asks for
     * @param execution the step whose page the request names; null for the one that the tab shows
     */
    public static void goOn(KeycloakSession session, AuthenticationSessionModel tab, String path, String execution) {
        if (FlowTransition.waitsForActions(tab)
                || !path.equals(tab.getAuthNote(AuthenticationProcessor.CURRENT_FLOW_PATH))) {
            return;
        }
        Map<String, Optional<ExecutionStatus>> leftOut = new SubFlowUnderWay(tab).before(execution != null ? execution
                : tab.getAuthNote(AuthenticationProcessor.CURRENT_AUTHENTICATION_EXECUTION));
        leftOut.keySet().forEach(way -> tab.setExecutionStatus(way, ExecutionStatus.ATTEMPTED));
        session.setAttribute(LEFT_OUT, leftOut);
    }

    /**
     * Opens the alternatives again that this request has left out.
     *
     * @param session the request's session
     * @param tab     the tab of the request, which goes on
     */
    @SuppressWarnings("unchecked")
    public static void reopen(KeycloakSession session, AuthenticationSessionModel tab) {
        Map<String, Optional<ExecutionStatus>> leftOut = session.getAttribute(LEFT_OUT, Map.class);
        if (leftOut != null && !leftOut.isEmpty()) {
            Map<String, ExecutionStatus> statuses = new HashMap<>(tab.getExecutionStatus());
            leftOut.forEach((way, before) -> statuses.computeIfPresent(way, (id, status) ->
                    status == ExecutionStatus.ATTEMPTED ? before.orElse(null) : status));
            // a single status cannot be removed
            tab.clearExecutionStatus();
            statuses.forEach(tab::setExecutionStatus);
        }
    }

    /**
     * The alternatives before each sub-flow above this step that is under way, with their statuses: those whose pages
     * the tab has shown, and those that were never reached, which have none.
     */
    private Map<String, Optional<ExecutionStatus>> before(String shown) {
        return shown == null || !is(shown, ExecutionStatus.CHALLENGED) ? Map.of()
                : Stream.iterate(realm.getAuthenticationExecutionById(shown), Objects::nonNull, this::above)
                        .filter(way -> way.isAlternative() && way.isAuthenticatorFlow() && isUnderWay(way))
                        .flatMap(this::openBefore).collect(Collectors.toMap(way -> way, this::status));
    }

    private AuthenticationExecutionModel above(AuthenticationExecutionModel execution) {
        return realm.getAuthenticationExecutionByFlowId(execution.getParentFlow());
    }

    private boolean isUnderWay(AuthenticationExecutionModel way) {
        return FlowSteps.enabled(realm, way.getFlowId()).anyMatch(step -> is(step.getId(), ExecutionStatus.SUCCESS));
    }

    private Stream<String> openBefore(AuthenticationExecutionModel way) {
        return realm.getAuthenticationExecutionsStream(way.getParentFlow())
                .takeWhile(other -> !other.getId().equals(way.getId()))
                .filter(AuthenticationExecutionModel::isAlternative).map(AuthenticationExecutionModel::getId)
                .filter(other -> status(other).filter(status -> status != ExecutionStatus.CHALLENGED).isEmpty());
    }

    private boolean is(String execution, ExecutionStatus status) {
        return status(execution).filter(status::equals).isPresent();
    }

    private Optional<ExecutionStatus> status(String execution) {
        return Optional.ofNullable(tab.getExecutionStatus().get(execution));
    }
}
