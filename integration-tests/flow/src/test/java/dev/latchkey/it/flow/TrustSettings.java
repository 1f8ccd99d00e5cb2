package dev.latchkey.it.flow;

import java.util.HashMap;
import java.util.Map;

import jakarta.ws.rs.core.Response;
import org.keycloak.admin.client.resource.AuthenticationManagementResource;
import org.keycloak.representations.idm.AuthenticationExecutionInfoRepresentation;
import org.keycloak.representations.idm.AuthenticatorConfigRepresentation;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.testframework.util.ApiUtil;

/** The configuration of the step of trust in a realm's browser flow, as the gear of the admin console saves it. */
final class TrustSettings {

    private static final String STEP = "latchkey-trust-device";

    private final ManagedRealm realm;

    TrustSettings(ManagedRealm realm) {
        this.realm = realm;
    }

    /** Sets the policy until the test ends. */
    void set(Map<String, String> settings) {
        String id;
        try (Response created = save(settings)) {
            id = ApiUtil.getCreatedId(created);
        }
        realm.cleanup().add(ended -> ended.flows().removeAuthenticatorConfig(id));
    }

    /** Saves a first configuration of the step; returns the answer to the admin. */
    Response save(Map<String, String> settings) {
        return flows().newExecutionConfig(step().getId(), config(settings));
    }

    /** Saves a configuration in place of the one that the step has. */
    void change(Map<String, String> settings) {
        flows().updateAuthenticatorConfig(step().getAuthenticationConfig(), config(settings));
    }

    /** The step's configuration; empty when it has none. */
    Map<String, String> saved() {
        String id = step().getAuthenticationConfig();
        return id == null ? Map.of() : flows().getAuthenticatorConfig(id).getConfig();
    }

    private static AuthenticatorConfigRepresentation config(Map<String, String> settings) {
        AuthenticatorConfigRepresentation config = new AuthenticatorConfigRepresentation();
        config.setAlias("trust policy");
        config.setConfig(new HashMap<>(settings));
        return config;
    }

    private AuthenticationExecutionInfoRepresentation step() {
        return flows().getExecutions(realm.admin().toRepresentation().getBrowserFlow()).stream()
                .filter(step -> STEP.equals(step.getProviderId())).findFirst().orElseThrow();
    }

    private AuthenticationManagementResource flows() {
        return realm.admin().flows();
    }
}
