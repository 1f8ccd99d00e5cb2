package dev.latchkey.signin;

import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * What the request that has opened a tab demands, and Keycloak forgets when it begins a flow anew: the flow that a
 * client policy selects, and the fresh sign-in of a SAML request.
 */
public final class RequestDemands {

    private RequestDemands() {
    }

    /**
     * @param tab a tab
     * @return whether its request demands anything of this kind
     */
    public static boolean any(AuthenticationSessionModel tab) {
        return SelectedFlow.isSelected(tab) || SamlRequestNotes.forcesAuthentication(tab);
    }

    /**
     * Gives the demands back that Keycloak has forgotten.
     *
     * @param tab a tab
     */
    public static void restore(AuthenticationSessionModel tab) {
        SelectedFlow.restore(tab);
        SamlRequestNotes.restore(tab);
    }

    /**
     * The same for a tab that goes to a flow.
     *
     * @param tab  the tab
     * @param path which of Keycloak's login actions runs its flow
     */
    static void follow(AuthenticationSessionModel tab, String path) {
        SelectedFlow.follow(tab, path);
        SamlRequestNotes.restore(tab);
    }
}
