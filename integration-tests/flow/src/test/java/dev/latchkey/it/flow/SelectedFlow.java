package dev.latchkey.it.flow;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.keycloak.testframework.realm.ManagedRealm;

/** A client policy of a realm that selects a flow for every client, and gives it a level, until the test ends. */
final class SelectedFlow {

    private SelectedFlow() {
    }

    static void set(ManagedRealm realm, String alias, int level) {
        PolicyOfClients.run(realm, "auth-flow-enforcer", JsonNodeFactory.instance.objectNode()
                .put("auth-flow-alias", alias).put("auth-flow-loa", level));
    }
}
