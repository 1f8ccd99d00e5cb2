package dev.latchkey.it.flow;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.keycloak.representations.idm.ClientPoliciesRepresentation;
import org.keycloak.representations.idm.ClientPolicyConditionRepresentation;
import org.keycloak.representations.idm.ClientPolicyExecutorRepresentation;
import org.keycloak.representations.idm.ClientPolicyRepresentation;
import org.keycloak.representations.idm.ClientProfileRepresentation;
import org.keycloak.representations.idm.ClientProfilesRepresentation;
import org.keycloak.testframework.realm.ManagedRealm;

/** A client policy of a realm that holds for every client, until the test ends. */
final class PolicyOfClients {

    private static final String NAME = "for every client";

    private PolicyOfClients() {
    }

    /** Runs one of Keycloak's executors, without a configuration. */
    static void run(ManagedRealm realm, String executor) {
        run(realm, executor, JsonNodeFactory.instance.objectNode());
    }

    static void run(ManagedRealm realm, String id, JsonNode configuration) {
        ClientPolicyExecutorRepresentation executor = new ClientPolicyExecutorRepresentation();
        executor.setExecutorProviderId(id);
        executor.setConfiguration(configuration);
        ClientProfileRepresentation profile = new ClientProfileRepresentation();
        profile.setName(NAME);
        profile.setExecutors(List.of(executor));
        ClientPolicyConditionRepresentation condition = new ClientPolicyConditionRepresentation();
        condition.setConditionProviderId("any-client");
        condition.setConfiguration(JsonNodeFactory.instance.objectNode());
        ClientPolicyRepresentation policy = new ClientPolicyRepresentation();
        policy.setName(NAME);
        policy.setEnabled(true);
        policy.setConditions(List.of(condition));
        policy.setProfiles(List.of(NAME));
        update(realm, List.of(profile), List.of(policy));
        realm.cleanup().add(ended -> update(realm, List.of(), List.of()));
    }

    private static void update(ManagedRealm realm, List<ClientProfileRepresentation> profiles,
            List<ClientPolicyRepresentation> policies) {
        ClientPoliciesRepresentation none = new ClientPoliciesRepresentation();
        none.setPolicies(List.of());
        realm.admin().clientPoliciesPoliciesResource().updatePolicies(none);
        ClientProfilesRepresentation known = new ClientProfilesRepresentation();
        known.setProfiles(profiles);
        realm.admin().clientPoliciesProfilesResource().updateProfiles(known);
        ClientPoliciesRepresentation all = new ClientPoliciesRepresentation();
        all.setPolicies(policies);
        realm.admin().clientPoliciesPoliciesResource().updatePolicies(all);
    }
}
