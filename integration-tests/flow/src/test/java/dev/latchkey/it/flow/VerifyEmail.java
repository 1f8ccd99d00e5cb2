package dev.latchkey.it.flow;

import java.util.HashMap;
import java.util.Map;

import org.keycloak.admin.client.resource.AuthenticationManagementResource;
import org.keycloak.representations.idm.RequiredActionConfigRepresentation;
import org.keycloak.representations.idm.RequiredActionProviderRepresentation;
import org.keycloak.representations.idm.RequiredActionProviderSimpleRepresentation;
import org.keycloak.testframework.realm.ManagedRealm;

/** The required action of a realm, whose configuration is the e-mail code policy. */
final class VerifyEmail {

    static final String ACTION = "latchkey-verify-email";

    private final ManagedRealm realm;

    private VerifyEmail(ManagedRealm realm) {
        this.realm = realm;
    }

    /** Adds the action to a realm that does not have it yet, as an admin does in the console. */
    static VerifyEmail in(ManagedRealm realm) {
        VerifyEmail action = new VerifyEmail(realm);
        if (action.flows().getRequiredActions().stream().noneMatch(known -> known.getAlias().equals(ACTION))) {
            RequiredActionProviderSimpleRepresentation registration = new RequiredActionProviderSimpleRepresentation();
            registration.setProviderId(ACTION);
            registration.setName(ACTION);
            action.flows().registerRequiredAction(registration);
        }
        return action;
    }

    /** The action as a realm file has it, whose configuration is not validated. */
    static RequiredActionProviderRepresentation imported(Map<String, String> config) {
        RequiredActionProviderRepresentation action = new RequiredActionProviderRepresentation();
        action.setAlias(ACTION);
        action.setName(ACTION);
        action.setProviderId(ACTION);
        action.setEnabled(true);
        action.setConfig(config);
        return action;
    }

    /** Turns the action on or off for the realm, as an admin does in the console. */
    void turn(boolean on) {
        RequiredActionProviderRepresentation known = flows().getRequiredAction(ACTION);
        known.setEnabled(on);
        flows().updateRequiredAction(ACTION, known);
    }

    /** Moves an action of the realm; those with a lower number are asked for first. */
    void prioritise(String alias, int priority) {
        RequiredActionProviderRepresentation known = flows().getRequiredAction(alias);
        known.setPriority(priority);
        flows().updateRequiredAction(alias, known);
    }

    /** Sets the policy until the test ends. */
    void policy(Map<String, String> settings) {
        save(settings);
        realm.cleanup().add(ended -> ended.flows().removeRequiredActionConfig(ACTION));
    }

    /** Saves the policy as the console does; throws the error that the admin would see. */
    void save(Map<String, String> settings) {
        RequiredActionConfigRepresentation config = new RequiredActionConfigRepresentation();
        config.setConfig(new HashMap<>(settings));
        flows().updateRequiredActionConfig(ACTION, config);
    }

    Map<String, String> saved() {
        return flows().getRequiredActionConfig(ACTION).getConfig();
    }

    private AuthenticationManagementResource flows() {
        return realm.admin().flows();
    }
}
