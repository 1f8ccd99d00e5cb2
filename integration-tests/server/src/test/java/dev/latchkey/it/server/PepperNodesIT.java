package dev.latchkey.it.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.it.kit.Admin;
import dev.latchkey.it.kit.Browser;
import dev.latchkey.it.kit.Eventually;
import dev.latchkey.it.kit.Node;
import dev.latchkey.it.kit.SignIn;
import dev.latchkey.it.kit.SmtpServer;
import dev.latchkey.it.kit.TokenClient;
import dev.latchkey.quickstart.KeycloakServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A first pepper, a new one and the end of the old ones, node by node on one PostgreSQL, as the operators' guide has
 * it, while people sign in on whichever node is up.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PepperNodesIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String MOBILE = "mobile";
    private static final String REFUSED = "invalid_grant: Invalid secret code";
    private static final String FIRST = "the-first-pepper-of-32-characters-or-more";
    private static final String SECOND = "the-second-pepper-of-32-characters-or-more";
    /** What both nodes are given, one after the other. */
    private static final List<String> PHASES = List.of("none," + FIRST, FIRST + "," + SECOND, SECOND + "," + FIRST,
            SECOND);

    private final SmtpServer smtp = new SmtpServer();
    private final Consumer<KeycloakServer.Builder> database = Postgres.database("pepper_nodes");
    private final Node one = Probe.node(Postgres.NAME, "pepper-one");
    private final Node two = Probe.node(Postgres.NAME, "pepper-two");
    private final DPoPKey key = new DPoPKey();
    private Admin admin;
    private int underWay;

    @BeforeAll
    void start() {
        one.start(server -> clustered(server, "", false));
        two.start(server -> clustered(server, "", false));
        awaitCluster();
        admin = one.admin().roomy(smtp.port());
        allowTwoPhones();
    }

    private void allowTwoPhones() {
        for (JsonNode scope : admin.call("GET", "/client-scopes", null)) {
            if (scope.get("name").asText().equals("secret_code")) {
                String mappers = "/client-scopes/" + scope.get("id").asText() + "/protocol-mappers/models/";
                ObjectNode mapper = (ObjectNode) scope.get("protocolMappers").get(0);
                ((ObjectNode) mapper.get("config")).put("max_codes", "2");
                admin.call("PUT", mappers + mapper.get("id").asText(), mapper);
            }
        }
    }

    @AfterAll
    void stop() {
        smtp.close();
        two.close();
        one.close();
    }

    @Test
    void attack_firstPepperNewPepperAndRetiredPepper_rollingOnTwoNodes() {
        Holder used = new Holder("used");
        Holder unused = new Holder("unused");
        Holder late = new Holder("late");
        for (String peppers : PHASES) {
            boolean last = peppers.equals(PHASES.get(PHASES.size() - 1));
            for (Node restarted : List.of(two, one)) {
                Node other = restarted == one ? two : one;
                SignIn code = challenge(other);
                SignIn link = challenge(other);
                restarted.stop();
                // the only node that is up
                used.uses(other);
                restarted.start(server -> clustered(server, peppers, last));
                awaitCluster();
                code.browser().through(restarted.baseUrl());
                assertTrue(code.code(smtp.await(Admin.address(code.user()), 1).code())
                        .authorizationCode().isPresent(), code.page().text());
                link.browser().through(restarted.baseUrl());
                assertTrue(link.link(smtp.await(Admin.address(link.user()), 1).link())
                        .authorizationCode().isPresent(), link.page().text());
                used.uses(restarted);
                used.uses(other);
                used.uses(restarted);
            }
            if (peppers.equals(PHASES.get(2))) {
                // for the first time since the server had no pepper, and while the last one signs
                late.uses(one);
            }
        }
        late.uses(two);
        used.uses(one);
        used.isNeverAskedNorCopied();

        long before = errors(one);
        unused.isAskedAgain(one);
        unused.isAskedAgain(one);
        // one for the devices and one for the codes, however often they are presented
        assertEquals(2, errors(one) - before);
        // nobody but the one who was away; none of the used ones was ever refused on either node
        assertEquals(0, errors(two));
    }

    private static long errors(Node node) {
        return node.log().lines().filter(line -> line.contains("ERROR")
                && line.contains("do all nodes have the same spi-latchkey-keys--default--pepper")).count();
    }

    private SignIn challenge(Node node) {
        String user = node.admin().users("under-way-" + ++underWay + "-", 1).get(0);
        SignIn signIn = SignIn.withPassword(new Browser(node.baseUrl()), user);
        assertTrue(signIn.page().asksForCode(), signIn.page().text());
        return signIn;
    }

    private void clustered(KeycloakServer.Builder server, String peppers, boolean retired) {
        server.option("cache", "ispn")
                .option("cache-embedded-network-bind-address", "127.0.0.1")
                .option("cache-embedded-network-bind-port", String.valueOf(Node.clusterPort()))
                .option("hostname", one.baseUrl());
        if (!peppers.isEmpty()) {
            server.env("KC_SPI_LATCHKEY_KEYS__DEFAULT__PEPPER", peppers);
        }
        if (retired) {
            server.env("KC_SPI_LATCHKEY_KEYS__DEFAULT__RETIRE_UNPEPPERED", "true");
        }
        database.accept(server);
    }

    private void awaitCluster() {
        for (Node node : List.of(one, two)) {
            Eventually.see(SOON, () -> node.log().lines()
                    .filter(line -> line.contains("Received new cluster view")).reduce((earlier, later) -> later)
                    .orElse("").contains("] (2) ["), Boolean.TRUE::equals);
        }
    }

    /** A person with a trusted browser and two phones, one of which proves a key. */
    private final class Holder {

        private final String user;
        private Browser browser;
        private String rotating;
        private final String bound;

        Holder(String prefix) {
            user = admin.users(prefix, 1).get(0);
            SignIn signIn = SignIn.withPassword(new Browser(one.baseUrl()), user);
            assertTrue(signIn.codeAndTrust(smtp.await(Admin.address(user), 1).code())
                    .authorizationCode().isPresent(), signIn.page().text());
            browser = signIn.browser().reopened();
            rotating = code(client(one, MOBILE));
            bound = code(client(one, MOBILE).withProof(key::proof));
        }

        private String code(TokenClient app) {
            SignIn signIn = new SignIn(browser, user);
            signIn.openFor(MOBILE, "openid secret_code");
            signIn.password();
            assertTrue(signIn.page().authorizationCode().isPresent(), signIn.page().text());
            String code = signIn.tokens(app).json().get("secret_code").asText();
            browser = signIn.browser().reopened();
            return code;
        }

        void uses(Node node) {
            browser.through(node.baseUrl());
            SignIn signIn = SignIn.withPassword(browser, user);
            assertTrue(signIn.page().authorizationCode().isPresent(), () -> signIn.page().text());
            browser = signIn.browser().reopened();

            TokenClient.Grant grant = client(node, MOBILE).secretCode(rotating);
            assertTrue(grant.given(), () -> grant.response().body());
            rotating = grant.json().get("secret_code").asText();
            TokenClient.Grant proven = client(node, MOBILE).withProof(key::proof).secretCode(bound);
            assertTrue(proven.given(), () -> proven.response().body());
        }

        void isAskedAgain(Node node) {
            browser.through(node.baseUrl());
            assertTrue(SignIn.withPassword(browser, user).page().asksForCode());
            browser = browser.reopened();
            assertEquals(REFUSED, client(node, MOBILE).secretCode(rotating).error());
            assertEquals(REFUSED, client(node, MOBILE).withProof(key::proof).secretCode(bound).error());
        }

        void isNeverAskedNorCopied() {
            for (String table : List.of("LATCHKEY_TRUSTED_DEVICE", "LATCHKEY_SECRET_CODE")) {
                assertEquals(0, new Probe(one).number("select count(*) from " + table + " where USER_ID = '"
                        + admin.userId(user) + "' and ENDED_AT is not null"), table);
            }
        }
    }

    private static TokenClient client(Node node, String clientId) {
        return TokenClient.of(node.baseUrl(), Admin.REALM, clientId);
    }
}
