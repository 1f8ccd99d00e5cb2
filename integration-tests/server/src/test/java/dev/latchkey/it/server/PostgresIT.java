package dev.latchkey.it.server;

import dev.latchkey.quickstart.KeycloakServer;

/** {@link DatabaseScenarios} on PostgreSQL. */
class PostgresIT extends DatabaseScenarios {

    @Override
    String database() {
        return Postgres.NAME;
    }

    @Override
    void connect(KeycloakServer.Builder server) {
        Postgres.database("scenarios").accept(server);
    }
}
