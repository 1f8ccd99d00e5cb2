package dev.latchkey.it.server;

import dev.latchkey.quickstart.KeycloakServer;

/** {@link SmallPoolScenarios} on PostgreSQL, in a schema of its own, as operators may have it. */
class PostgresSmallPoolIT extends SmallPoolScenarios {

    @Override
    String database() {
        return Postgres.NAME;
    }

    @Override
    void connect(KeycloakServer.Builder server) {
        Postgres.schema("small_pool", "keycloak").accept(server);
    }
}
