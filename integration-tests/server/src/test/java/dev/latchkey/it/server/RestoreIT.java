package dev.latchkey.it.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.Consumer;

import dev.latchkey.it.kit.Admin;
import dev.latchkey.it.kit.Browser;
import dev.latchkey.it.kit.Node;
import dev.latchkey.it.kit.SignIn;
import dev.latchkey.it.kit.SmtpServer;
import dev.latchkey.it.kit.TokenClient;
import dev.latchkey.quickstart.KeycloakServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * A database that is replaced by an earlier copy of itself, as by a restore or a failover to a replica that lags.
 * {@code .ci/upgrade} runs it; the flow tests {@code TrustKeysIT} and {@code SecretCodeKeysIT} restore single rows.
 */
@EnabledIfSystemProperty(named = UpgradeIT.EARLIER, matches = ".+")
class RestoreIT {

    private static final String DATABASE = "restored";
    private static final String BACKUP = "restored_backup";

    private final SmtpServer smtp = new SmtpServer();

    @Test
    void attack_wholeDatabaseFromABackup_whatWasUsedSinceCatchesUp_andWhatWasMadeSinceIsUnknown() {
        Consumer<KeycloakServer.Builder> database = Postgres.prepared(DATABASE);
        try (smtp; Node node = Probe.node(Postgres.NAME, "restored").start(database)) {
            Admin admin = node.admin().roomy(smtp.port());
            CredentialHolder.allowPhones(admin, 2);
            CredentialHolder used = new CredentialHolder(node, smtp, "used");
            CredentialHolder away = new CredentialHolder(node, smtp, "away");
            node.stop();
            Postgres.change(Postgres.NAME, "create database " + BACKUP + " template " + DATABASE);

            node.start(database);
            for (int time = 0; time < 3; time++) {
                used.uses(node);
            }
            SignIn later = SignIn.withPassword(new Browser(node.baseUrl()), admin.users("later", 1).get(0));
            assertTrue(later.codeAndTrust(smtp.await(Admin.address(later.user()), 1).code()).authorizationCode()
                    .isPresent(), later.page().text());
            TokenClient app = TokenClient.of(node.baseUrl(), Admin.REALM, "demo-app");
            TokenClient.Grant lost = later.tokens(app);
            assertTrue(lost.given(), lost::error);
            node.stop();
            Postgres.change(Postgres.NAME, "drop database " + DATABASE);
            Postgres.change(Postgres.NAME, "create database " + DATABASE + " template " + BACKUP);

            node.start(database);
            used.uses(node);
            away.uses(node);
            used.isNeverAskedNorCopied(node);
            assertEquals(2, new Probe(node).number("select count(*) from EVENT_ENTITY"
                    + " where DETAILS_JSON_LONG_VALUE like '%caught_up%'"), "a device, and the code that rotates");
            assertFalse(app.refresh(lost.refreshToken()).given());
            // the account was made since: its browser means nothing to the server, and no row is left of it
            assertFalse(SignIn.withPassword(later.browser().reopened(), later.user()).page().authorizationCode()
                    .isPresent());
        }
    }
}
