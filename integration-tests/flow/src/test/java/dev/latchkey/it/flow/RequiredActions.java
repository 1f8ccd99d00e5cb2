package dev.latchkey.it.flow;

import java.util.Map;

import org.keycloak.admin.client.resource.AuthenticationManagementResource;
import org.keycloak.representations.idm.RequiredActionConfigRepresentation;
import org.keycloak.representations.idm.RequiredActionProviderRepresentation;
import org.keycloak.representations.idm.RequiredActionProviderSimpleRepresentation;
import org.keycloak.testframework.realm.ManagedRealm;

/** The required actions of a realm, as an admin changes them in the console until the test ends. */
final class RequiredActions {

    private final ManagedRealm realm;

    RequiredActions(ManagedRealm realm) {
        this.realm = realm;
    }

    /** Adds an action that the realm may not have yet. */
    void register(String action) {
        if (flows().getRequiredActions().stream().noneMatch(known -> known.getAlias().equals(action))) {
            RequiredActionProviderSimpleRepresentation registration = new RequiredActionProviderSimpleRepresentation();
            registration.setProviderId(action);
            registration.setName(action);
            flows().registerRequiredAction(registration);
            realm.cleanup().add(ended -> remove(ended.flows(), action));
        }
    }

    /** Takes an action away from the realm. */
    void remove(String action) {
        remove(flows(), action);
    }

    private static void remove(AuthenticationManagementResource flows, String action) {
        if (flows.getRequiredActions().stream().anyMatch(known -> known.getAlias().equals(action))) {
            flows.removeRequiredAction(action);
        }
    }

    /** Turns an action of the realm on or off. */
    void turn(String action, boolean on) {
        RequiredActionProviderRepresentation known = flows().getRequiredAction(action);
        boolean before = known.isEnabled();
        known.setEnabled(on);
        flows().updateRequiredAction(action, known);
        realm.cleanup().add(ended -> restore(ended.flows(), action, before));
    }

    private static void restore(AuthenticationManagementResource flows, String action, boolean on) {
        flows.getRequiredActions().stream().filter(known -> known.getAlias().equals(action)).forEach(known -> {
            known.setEnabled(on);
            flows.updateRequiredAction(action, known);
        });
    }

    /** Configures an action of the realm. */
    void configure(String action, Map<String, String> settings) {
        RequiredActionConfigRepresentation config = new RequiredActionConfigRepresentation();
        config.setConfig(settings);
        flows().updateRequiredActionConfig(action, config);
    }

    private AuthenticationManagementResource flows() {
        return realm.admin().flows();
    }
}
