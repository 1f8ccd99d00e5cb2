package dev.latchkey.signin;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import org.jboss.logging.Logger;
import org.keycloak.authentication.AuthenticationProcessor;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.representations.idm.ClientPolicyRepresentation;
import org.keycloak.representations.idm.ClientProfileRepresentation;
import org.keycloak.services.clientpolicy.ClientPolicyException;
import org.keycloak.services.clientpolicy.executor.AuthenticationFlowSelectorExecutorFactory;
import org.keycloak.services.messages.Messages;
import org.keycloak.services.resources.LoginActionsService;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * The flow that a client policy selects for an authorization request. Keycloak notes it in the tab and forgets it when
 * the sign-in begins anew: by <em>Restart login</em>, and by the cookie that restores a sign-in whose session is gone
 * (keycloak-services, not a public API). A tab keeps what was selected; one that the cookie has restored cannot know.
 */
public final class SelectedFlow {

    private static final Logger LOG = Logger.getLogger(SelectedFlow.class);

    private static final String LEVEL = Constants.AUTHENTICATION_FLOW_LEVEL_OF_AUTHENTICATION;
    /** Notes of the request, which outlive a restart: alias of the flow or nothing, and its level. */
    private static final String KEPT_FLOW = "latchkey.requested-flow";
    private static final String KEPT_LEVEL = "latchkey.requested-flow-level";
    private static final String UNKNOWN = "latchkey.requested-flow-unknown";
    private static final String UNASKED = "latchkey.requested-flow-unasked";
    /** Attribute of a request by which an application opens a tab for a reset alone. */
    private static final String OPENS_RESET = "latchkey.opens-reset";

    private SelectedFlow() {
    }

    /**
     * Keeps which flow was selected for the authorization request that this request is. For a tab that another request
     * has opened, as a mailed link or the page of a device, none was.
     *
     * @param session the request's session
     * @param tab     the tab
     */
    public static void keep(KeycloakSession session, AuthenticationSessionModel tab) {
        if (ApplicationRequest.is(session)) {
            tab.setClientNote(KEPT_FLOW, Objects.requireNonNullElse(
                    tab.getAuthNote(Constants.REQUESTED_AUTHENTICATION_FLOW), ""));
            Optional.ofNullable(tab.getAuthNote(LEVEL)).ifPresent(level -> tab.setClientNote(KEPT_LEVEL, level));
        } else if (tab.getClientNote(KEPT_FLOW) == null && !isRestored(tab)) {
            if (session.getAttribute(OPENS_RESET) != null) {
                // also the tab that this one was forked from in the same request
                tab.getParentSession().getAuthenticationSessions().values().stream()
                        .filter(opened -> opened.getClientNote(KEPT_FLOW) == null)
                        .forEach(opened -> opened.setClientNote(UNASKED, Boolean.TRUE.toString()));
            }
            tab.setClientNote(KEPT_FLOW, "");
        }
    }

    /**
     * Marks this request as one that asks for a reset, and names no tab: Keycloak opens one without a policy being
     * asked, in which a session would sign its user in.
     *
     * @param session the request's session
     */
    public static void opensReset(KeycloakSession session) {
        session.setAttribute(OPENS_RESET, Boolean.TRUE);
    }

    /**
     * @param session the request's session
     * @param tab     the tab that the request names; one that the cookie has restored is marked as such
     * @param path    which of Keycloak's login actions the request asks for
     * @return whether the tab must not go on: in a realm whose policies select flows the cookie has restored it, or it
     *         was opened for a reset and comes to a sign-in; or the flow that was selected has been deleted or renamed
     *         meanwhile, and Keycloak would answer by an error
     */
    public static boolean mayBeForgotten(KeycloakSession session, AuthenticationSessionModel tab, String path) {
        if (isGone(tab)) {
            return true;
        }
        if (isRestored(tab)) {
            // the note that shows it goes with the next page
            tab.setClientNote(UNKNOWN, Boolean.TRUE.toString());
        }
        boolean unknown = tab.getClientNote(UNKNOWN) != null
                || tab.getClientNote(UNASKED) != null && LoginActionsService.AUTHENTICATE_PATH.equals(path);
        return unknown && policiesSelectFlows(session, tab.getRealm());
    }

    /**
     * @param tab a tab
     * @return whether an application has asked for its sign-in; not one that a request for a reset has opened, for
     *         which no application waits
     */
    public static boolean isAskedFor(AuthenticationSessionModel tab) {
        return tab.getClientNote(UNASKED) == null;
    }

    /**
     * @param tab a tab
     * @return whether it may go on, whatever the realm's policies are: the cookie has not restored it, and the flow
     *         that was selected for it is still there
     */
    public static boolean isKnown(AuthenticationSessionModel tab) {
        return !isRestored(tab) && tab.getClientNote(UNKNOWN) == null && isAskedFor(tab) && !isGone(tab);
    }

    /**
     * @param tab a tab
     * @return whether its flow was selected, and has been deleted or renamed before the flow was passed
     */
    public static boolean isGone(AuthenticationSessionModel tab) {
        return isSelected(tab) && !FlowTransition.waitsForActions(tab)
                && tab.getRealm().getFlowByAlias(tab.getClientNote(KEPT_FLOW)) == null;
    }

    private static boolean isRestored(AuthenticationSessionModel tab) {
        return tab.getClientNote(KEPT_FLOW) == null && Messages.LOGIN_TIMEOUT.equals(
                tab.getAuthNote(LoginActionsService.FORWARDED_ERROR_MESSAGE_NOTE));
    }

    /**
     * @param tab a tab
     * @return whether a policy has selected its flow
     */
    static boolean isSelected(AuthenticationSessionModel tab) {
        String flow = tab.getClientNote(KEPT_FLOW);
        return flow != null && !flow.isEmpty();
    }

    /**
     * Gives back what Keycloak has forgotten: whenever it begins a flow anew, not only with a restart.
     *
     * @param tab a tab
     */
    static void restore(AuthenticationSessionModel tab) {
        follow(tab, tab.getAuthNote(AuthenticationProcessor.CURRENT_FLOW_PATH));
    }

    /**
     * The same for a tab that goes to a flow: the level is given by the selected flow alone.
     *
     * @param tab  the tab
     * @param path which of Keycloak's login actions runs its flow
     */
    static void follow(AuthenticationSessionModel tab, String path) {
        if (!isSelected(tab)) {
            return;
        }
        tab.setAuthNote(Constants.REQUESTED_AUTHENTICATION_FLOW, tab.getClientNote(KEPT_FLOW));
        Optional.ofNullable(tab.getClientNote(KEPT_LEVEL))
                .ifPresent(level -> SelectedFlowLevel.follow(tab, path, level));
    }

    private static boolean policiesSelectFlows(KeycloakSession session, RealmModel realm) {
        try {
            Set<String> selecting = session.clientPolicy().getClientProfiles(realm, false).getProfiles().stream()
                    .filter(SelectedFlow::selectsFlow).map(ClientProfileRepresentation::getName)
                    .collect(Collectors.toSet());
            return session.clientPolicy().getClientPolicies(realm, false).getPolicies().stream()
                    .filter(policy -> Boolean.TRUE.equals(policy.isEnabled()))
                    .map(ClientPolicyRepresentation::getProfiles).filter(Objects::nonNull).flatMap(List::stream)
                    .anyMatch(selecting::contains);
        } catch (ClientPolicyException e) {
            LOG.warnf(e, "Realm %s: its client policies cannot be read", realm.getName());
            return true;
        }
    }

    private static boolean selectsFlow(ClientProfileRepresentation profile) {
        return profile.getExecutors() != null && profile.getExecutors().stream().anyMatch(executor ->
                AuthenticationFlowSelectorExecutorFactory.PROVIDER_ID.equals(executor.getExecutorProviderId()));
    }
}
