package dev.latchkey.it.server;

import dev.latchkey.it.kit.Admin;
import dev.latchkey.it.kit.Browser;
import dev.latchkey.it.kit.Mail;
import dev.latchkey.it.kit.Node;
import dev.latchkey.it.kit.SignIn;
import dev.latchkey.it.kit.SmtpServer;
import dev.latchkey.quickstart.KeycloakServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** A server on one of the databases, for all scenarios of a class. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class DatabaseServer {

    private final SmtpServer smtp = new SmtpServer();
    private Node node;
    private Admin admin;
    private Probe probe;

    /** Keycloak's name of the database. */
    abstract String database();

    /** Starts the database and configures the server to use it. */
    abstract void connect(KeycloakServer.Builder server);

    @BeforeAll
    void start() {
        node = newNode().start(server -> {
            options(server);
            connect(server);
        });
        admin = node.admin().roomy(smtp.port()).withDefaultClientScopes();
        probe = new Probe(node);
    }

    @AfterAll
    void stop() {
        smtp.close();
        if (node != null) {
            node.close();
        }
    }

    /** The server, not started yet, with an empty database. */
    Node newNode() {
        return Probe.node(database(), getClass().getSimpleName());
    }

    /** Further options of a server of these scenarios. */
    void options(KeycloakServer.Builder server) {
        // most need none
    }

    final Node node() {
        return node;
    }

    final String url() {
        return node.baseUrl();
    }

    final Admin admin() {
        return admin;
    }

    final Probe probe() {
        return probe;
    }

    final SmtpServer smtp() {
        return smtp;
    }

    final SignIn signIn(String prefix) {
        return SignIn.withPassword(new Browser(url()), newcomer(prefix));
    }

    final String newcomer(String prefix) {
        return admin.users(prefix, 1).get(0);
    }

    final Mail mail(SignIn signIn, int count) {
        return mail(Admin.address(signIn.user()), count);
    }

    final Mail mail(String address, int count) {
        return smtp.await(address, count);
    }
}
