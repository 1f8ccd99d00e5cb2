package dev.latchkey.it.server;

import dev.latchkey.it.kit.Node;
import dev.latchkey.quickstart.KeycloakServer;

/** {@link SmallPoolScenarios} on H2. */
class H2SmallPoolIT extends SmallPoolScenarios {

    @Override
    String database() {
        return "dev-file";
    }

    @Override
    Node newNode() {
        return super.newNode().prepared();
    }

    @Override
    void connect(KeycloakServer.Builder server) {
        // a file of the distribution
    }
}
