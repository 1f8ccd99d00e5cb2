package dev.latchkey.it.container;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import dasniko.testcontainers.keycloak.KeycloakContainer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.util.JsonSerialization;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.PullPolicy;
import org.testcontainers.utility.MountableFile;

@DisplayName("Keycloak's published image, with the jar in providers/")
@EnabledIf(value = "engineAnswers", disabledReason = "No container engine answers")
class KeycloakContainerIT {

    private static final String MAILDEV = "maildev";
    private static final int WEB_PORT = 1080;

    @Test
    void signsInWithTheCodeFromTheMail() throws Exception {
        try (Network network = Network.newNetwork();
                GenericContainer<?> inbox = inbox(network);
                KeycloakContainer keycloak = keycloak(network)) {
            inbox.start();
            keycloak.start();
            importRealm(keycloak);
            URI mails = URI.create("http://" + inbox.getHost() + ':' + inbox.getMappedPort(WEB_PORT) + "/email");
            ScriptedSignIn signIn =
                    new ScriptedSignIn(keycloak.getAuthServerUrl(), ScriptedSignIn.mailsOf(mails));
            assertEquals("alice", signIn.run(ScriptedSignIn.Way.CODE));
        }
    }

    static boolean engineAnswers() {
        return DockerClientFactory.instance().isDockerAvailable();
    }

    private static GenericContainer<?> inbox(Network network) {
        return new GenericContainer<>("maildev/maildev:2.2.1")
                .withNetwork(network)
                .withNetworkAliases(MAILDEV)
                .withExposedPorts(WEB_PORT)
                .waitingFor(Wait.forHttp("/email").forPort(WEB_PORT));
    }

    /**
     * By the admin API: files that are copied into the container belong to root, and Keycloak writes beside its import
     * folder.
     */
    private static void importRealm(KeycloakContainer keycloak) throws IOException {
        try (InputStream file = Files.newInputStream(Path.of(System.getProperty("latchkey.realm")));
                Keycloak admin = keycloak.getKeycloakAdminClient()) {
            RealmRepresentation realm = JsonSerialization.readValue(file, RealmRepresentation.class);
            realm.getSmtpServer().putAll(Map.of("host", MAILDEV, "port", "1025"));
            admin.realms().create(realm);
        }
    }

    private static KeycloakContainer keycloak(Network network) {
        return new KeycloakContainer("quay.io/keycloak/keycloak:" + System.getProperty("keycloak.server.version"))
                .withNetwork(network)
                // its default pulls again what is a day old, and fails where there is no registry
                .withImagePullPolicy(PullPolicy.defaultPolicy())
                // Keycloak's build fails now and then, until 26.8 (keycloak#47482)
                .withStartupAttempts(2)
                // a busy machine takes longer than its default
                .withStartupTimeout(Duration.ofMinutes(8))
                .withCopyFileToContainer(
                        MountableFile.forHostPath(Path.of(System.getProperty("latchkey.container.jar"))),
                        "/opt/keycloak/providers/latchkey.jar");
    }
}
