package dev.latchkey.it.server;

import dev.latchkey.quickstart.KeycloakServer;

/** {@link SmallPoolScenarios} on PostgreSQL. */
class PostgresSmallPoolIT extends SmallPoolScenarios {

    @Override
    String database() {
        return Postgres.NAME;
    }

    @Override
    void connect(KeycloakServer.Builder server) {
        Postgres.database("small_pool").accept(server);
    }
}
