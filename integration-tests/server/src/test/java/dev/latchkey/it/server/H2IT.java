package dev.latchkey.it.server;

import dev.latchkey.quickstart.KeycloakServer;

/** {@link DatabaseScenarios} and {@link LineScenarios} on H2, the database of Keycloak's development mode. */
class H2IT extends LineScenarios {

    @Override
    String database() {
        return "dev-file";
    }

    @Override
    void connect(KeycloakServer.Builder server) {
        // a file of the distribution
    }
}
