package dev.latchkey.signin;

import java.util.List;
import java.util.Objects;
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
 * sub-flow no more, because its first step is done: the way back to the page would be lost. For such a request the
 * alternatives before the sub-flow count as tried without success, which lets nothing pass; after it they are open as
 * before.
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
        List<String> leftOut = new SubFlowUnderWay(tab).before(execution != null ? execution
                : tab.getAuthNote(AuthenticationProcessor.CURRENT_AUTHENTICATION_EXECUTION));
        leftOut.forEach(way -> tab.setExecutionStatus(way, ExecutionStatus.ATTEMPTED));
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
        List<String> leftOut = session.getAttribute(LEFT_OUT, List.class);
        if (leftOut != null) {
            SubFlowUnderWay flow = new SubFlowUnderWay(tab);
            leftOut.stream().filter(way -> flow.is(way, ExecutionStatus.ATTEMPTED))
                    .forEach(way -> tab.setExecutionStatus(way, ExecutionStatus.CHALLENGED));
        }
    }

    /** The alternatives, whose pages the tab has shown, before each sub-flow above this step that is under way. */
    private List<String> before(String shown) {
        return shown == null || !is(shown, ExecutionStatus.CHALLENGED) ? List.of()
                : Stream.iterate(realm.getAuthenticationExecutionById(shown), Objects::nonNull, this::above)
                        .filter(way -> way.isAlternative() && way.isAuthenticatorFlow() && isUnderWay(way))
                        .flatMap(this::shownBefore).toList();
    }

    private AuthenticationExecutionModel above(AuthenticationExecutionModel execution) {
        return realm.getAuthenticationExecutionByFlowId(execution.getParentFlow());
    }

    private boolean isUnderWay(AuthenticationExecutionModel way) {
        return FlowSteps.enabled(realm, way.getFlowId()).anyMatch(step -> is(step.getId(), ExecutionStatus.SUCCESS));
    }

    private Stream<String> shownBefore(AuthenticationExecutionModel way) {
        return realm.getAuthenticationExecutionsStream(way.getParentFlow())
                .takeWhile(other -> !other.getId().equals(way.getId()))
                .filter(AuthenticationExecutionModel::isAlternative).map(AuthenticationExecutionModel::getId)
                .filter(other -> is(other, ExecutionStatus.CHALLENGED));
    }

    private boolean is(String execution, ExecutionStatus status) {
        return tab.getExecutionStatus().get(execution) == status;
    }
}
