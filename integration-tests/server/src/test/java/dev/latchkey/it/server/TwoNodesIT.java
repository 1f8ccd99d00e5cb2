package dev.latchkey.it.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.it.kit.Admin;
import dev.latchkey.it.kit.Browser;
import dev.latchkey.it.kit.Burst;
import dev.latchkey.it.kit.Eventually;
import dev.latchkey.it.kit.Mail;
import dev.latchkey.it.kit.Node;
import dev.latchkey.it.kit.Page;
import dev.latchkey.it.kit.SignIn;
import dev.latchkey.it.kit.SmtpServer;
import dev.latchkey.it.kit.TokenClient;
import dev.latchkey.it.server.walk.Nodes;
import dev.latchkey.it.server.walk.NodesWalk;
import dev.latchkey.quickstart.KeycloakServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** Two clustered nodes on one PostgreSQL. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TwoNodesIT {

    private static final int THREADS = 50;
    private static final String DATABASE = "two_nodes";
    private static final Duration SOON = Duration.ofMinutes(3);
    private static final String DEMO_APP = "demo-app";
    /** No other test signs in to this client. */
    private static final String COUNTED_APP = "demo-app-es256";
    private static final String MOBILE = "mobile";
    private static final String REUSED = "invalid_grant: Maximum allowed refresh token reuse exceeded";
    private static final String OLD = "an-old-pepper-of-32-characters-or-more";
    private static final String NEW = "a-new-pepper-of-32-characters-or-more-";
    /** Selector and generation of a secret code precede its MAC. */
    private static final int GENERATION_END = 21;
    private static final String OTHER = "a-pepper-that-only-one-node-has-been-given";

    private final SmtpServer smtp = new SmtpServer();
    private final Consumer<KeycloakServer.Builder> database = Postgres.prepared(DATABASE);
    private final SentTextNodes texts = new SentTextNodes();
    private final Node one = Probe.node(Postgres.NAME, "node-one");
    private final Node two = Probe.node(Postgres.NAME, "node-two");
    private Admin admin;

    @BeforeAll
    void start() {
        one.start(server -> clustered(server, OLD + "," + NEW));
        two.start(server -> {
            clustered(server, NEW + "," + OLD);
            texts.fromCentre(server);
        });
        awaitCluster();
        admin = one.admin().roomy(smtp.port());
    }

    @AfterAll
    void stop() {
        smtp.close();
        two.close();
        one.close();
        texts.close();
    }

    @Test
    @Order(1)
    void attack_parallelGuesses_onTwoNodes() {
        SignIn signIn = signIn(one, "guessed");
        Mail mail = mail(signIn);
        List<String> results = onBoth(signIn, mail.wrongCode());
        assertEquals(3, Collections.frequency(results, "Wrong"), results::toString);
        assertEquals(THREADS - 3, Collections.frequency(results, "Exhausted"), results::toString);
        assertEquals(3, admin.guard(admin.userId(signIn.user())).get("failures").asInt());
    }

    @Test
    @Order(1)
    void theRightCodeIsAcceptedOnceOnBothNodesTogether() {
        SignIn signIn = signIn(two, "raced");
        Mail mail = mail(signIn);
        List<String> results = onBoth(signIn, mail.code());
        assertEquals(1, Collections.frequency(results, "Accepted"), results::toString);
        assertEquals(0, Collections.frequency(results, "Wrong"), results::toString);
    }

    @Test
    @Order(1)
    void aRateHoldsForBothNodesTogether() {
        List<Probe> probes = List.of(new Probe(one), new Probe(two));
        List<String> results = Burst.of(THREADS, i -> probes.get(i % 2).take("shared", 10));
        assertEquals(10, Collections.frequency(results, "Admitted"), results::toString);
    }

    /** The nodes have the same peppers in different order, as while one is being rotated. */
    @Test
    @Order(1)
    void aCodeMailedByOneNodeIsAcceptedByTheOther() {
        SignIn there = signIn(one, "there");
        there.browser().through(two.baseUrl());
        assertTrue(there.code(mail(there).code()).authorizationCode().isPresent(), there.page().text());

        SignIn back = signIn(two, "back");
        back.browser().through(one.baseUrl());
        assertTrue(back.code(mail(back).code()).authorizationCode().isPresent(), back.page().text());
    }

    @Test
    @Order(1)
    void attack_trustAfterRevoke_isOverOnTheOtherNodeAtOnce() {
        SignIn signIn = signIn(one, "revoked");
        Browser browser = trusted(signIn);
        String credentials = "/users/" + admin.userId(signIn.user()) + "/credentials";
        for (JsonNode credential : admin.call("GET", credentials, null)) {
            if (credential.get("type").asText().equals("latchkey-trusted-device")) {
                admin.call("DELETE", credentials + "/" + credential.get("id").asText(), null);
            }
        }
        assertTrue(SignIn.withPassword(browser, signIn.user()).page().asksForCode());
    }

    @Test
    @Order(1)
    void attack_trustAfterPasswordChange_isOverOnTheOtherNodeAtOnce() {
        SignIn signIn = signIn(one, "changed");
        Browser browser = trusted(signIn);
        admin.call("PUT", "/users/" + admin.userId(signIn.user()) + "/reset-password",
                Map.of("type", "password", "value", Admin.USER_PASSWORD, "temporary", false));
        assertTrue(SignIn.withPassword(browser, signIn.user()).page().asksForCode());
    }

    @Test
    @Order(1)
    void attack_refreshTokenReusedInTheSameSecond_onTheOtherNode() {
        TokenClient here = TokenClient.of(one.baseUrl(), Admin.REALM, DEMO_APP);
        TokenClient there = TokenClient.of(two.baseUrl(), Admin.REALM, DEMO_APP);
        TokenClient.Grant grant = tokens(one, "refreshed", here);
        String spent = StoppedClocks.during(() -> here.spentWithinASecond(grant, there), one, two);
        assertEquals(REUSED, there.refresh(spent).error());
        assertFalse(here.refresh(spent).given());
    }

    @Test
    @Order(1)
    void attack_refreshTokenReusedInParallel_onTwoNodes_oneWins() {
        List<TokenClient> nodes = List.of(TokenClient.of(one.baseUrl(), Admin.REALM, DEMO_APP),
                TokenClient.of(two.baseUrl(), Admin.REALM, DEMO_APP));
        String token = tokens(one, "raced-refresh", nodes.get(0)).refreshToken();
        List<TokenClient.Grant> grants = Burst.of(8, i -> nodes.get(i % 2).refresh(token));
        List<TokenClient.Grant> given = grants.stream().filter(TokenClient.Grant::given).toList();
        assertEquals(1, given.size(), grants::toString);
        assertFalse(nodes.get(1).refresh(given.get(0).refreshToken()).given(), "whoever won may be the thief");
    }

    /** The first tokens of an app in a session name its part of that, on both nodes. */
    @Test
    @Order(1)
    void firstTokensOfTwoTabsAtOnce_onTwoNodes_areAllGood() {
        List<TokenClient> nodes = List.of(TokenClient.of(one.baseUrl(), Admin.REALM, MOBILE),
                TokenClient.of(two.baseUrl(), Admin.REALM, MOBILE));
        for (int round = 0; round < 5; round++) {
            SignIn signIn = signIn(one, "tabs" + round + "x");
            signIn.code(mail(signIn).code());
            List<String> codes = Stream.of(one, two).map(node -> new SignIn(signIn.browser(), signIn.user())
                    .openFor(MOBILE, "openid").authorizationCode().orElseThrow()).toList();
            List<TokenClient.Grant> grants = Burst.of(codes.size(),
                    tab -> nodes.get(tab).code(codes.get(tab), Browser.CALLBACK, SignIn.VERIFIER));
            for (int tab = 0; tab < codes.size(); tab++) {
                TokenClient.Grant next = nodes.get(1 - tab).refresh(grants.get(tab).refreshToken());
                assertTrue(next.given(), next::error);
            }
        }
    }

    /** Single use without Keycloak's own lock on the session. */
    @Test
    @Order(1)
    void attack_refreshTokenSpentInParallel_onTwoNodes_theKeySettlesWhoIsFirst() {
        List<Probe> probes = List.of(new Probe(one), new Probe(two));
        for (boolean repeat : new boolean[] {false, true}) {
            String token = "parallel-" + repeat;
            List<String> results = Burst.of(THREADS, i -> probes.get(i % 2).spend(token, repeat));
            assertEquals(1, Collections.frequency(results, "FIRST"), results::toString);
            assertEquals(THREADS - 1, Collections.frequency(results, repeat ? "AGAIN" : "REUSED"), results::toString);
        }
    }

    @Test
    @Order(1)
    void attack_parallelPostsOfOneForm_onTwoNodes_giveOneAuthorizationCode() {
        for (int form = 0; form < 20; form++) {
            SignIn signIn = signIn(form % 2 == 0 ? one : two, "posts" + form + "x");
            Mail mail = mail(signIn);
            List<String> typed = form % 4 < 2 ? List.of(mail.code(), mail.code())
                    : List.of(mail.code(), mail.wrongCode());
            String action = signIn.page().action(SignIn.CODE_FORM);
            List<Browser> browsers = List.of(signIn.browser().copy().through(one.baseUrl()),
                    signIn.browser().copy().through(two.baseUrl()));
            List<Page> pages = Burst.of(2, i -> browsers.get(i).post(action, Map.of("code", typed.get(i))));
            List<Boolean> in = pages.stream().map(page -> page.authorizationCode().isPresent()).toList();
            assertTrue(Collections.frequency(in, true) <= 1, pages::toString);
            if (!in.contains(true)) {
                signIn.look();
                assertTrue(signIn.code(mail.code()).authorizationCode().isPresent(), pages::toString);
            } else {
                assertTrue(typed.get(in.indexOf(true)).equals(mail.code()), "not by a wrong code");
            }
        }
    }

    @Test
    @Order(1)
    void attack_concurrentRedeem_onTwoNodes_convergesOnOneSuccessor() {
        String code = secretCode(one, "phone");
        List<TokenClient> nodes = List.of(TokenClient.of(one.baseUrl(), Admin.REALM, MOBILE),
                TokenClient.of(two.baseUrl(), Admin.REALM, MOBILE));
        List<String> successors = Burst.of(20, i ->
                nodes.get(i % 2).secretCode(code).json().path("secret_code").asText("refused"));
        // the nodes sign with different peppers: one generation, under the key of the node that has answered
        assertEquals(1, successors.stream().map(successor -> successor.substring(0, GENERATION_END)).distinct().count(),
                successors::toString);
        List<String> made = successors.stream().distinct().toList();
        assertEquals(2, made.size(), made::toString);
        made.forEach(successor -> assertTrue(nodes.get(1).secretCode(successor).given()));
    }

    @Test
    @Order(1)
    void attack_secretCodeRevoked_isRefusedOnTheOtherNodeAtOnce() {
        String code = secretCode(one, "lost-phone");
        TokenClient there = TokenClient.of(two.baseUrl(), Admin.REALM, MOBILE);
        TokenClient.Grant grant = there.secretCode(code);
        String user = TokenClient.Grant.claims(grant.json().get("access_token").asText()).get("sub").asText();
        admin.call("POST", "/users/" + user + "/logout", null);
        assertEquals("invalid_grant: Invalid secret code",
                there.secretCode(grant.json().get("secret_code").asText()).error());
    }

    @Test
    @Order(1)
    void ofDevicesAndSecretCodesGivenAtOnce_onTwoNodes_noMoreStayThanThePoliciesAllow() {
        GivenAtOnce given = new GivenAtOnce(List.of(one, two), smtp);
        given.devices("trusting", 1);
        given.secretCodes("phones", 2);
    }

    @Test
    @Order(1)
    void whatOneNodeRemembersOfASignIn_makesTheNextOnTheOtherNodeLow() {
        String user = admin.users("usual", 1).get(0);
        String id = admin.userId(user);
        assertEquals("medium", riskOfSignIn(one, user, id, 1));
        Eventually.see(SOON, () -> admin.call("GET", "/latchkey-risk/users/" + id, null).size(), rows -> rows > 0);

        assertEquals("low", riskOfSignIn(two, user, id, 2));
    }

    @Test
    @Order(1)
    void attack_textThatAUserSends_reportedOnTheOtherNode_orOnBoth_makesOneAccount() {
        texts.during(one, two, smtp, users -> {
            users.signUpWhoseTextArrivesOnTheOtherNode(1);
            for (int round = 0; round < 5; round++) {
                users.signUpWhoseTextArrivesOnTheOtherNode(4);
                users.signUpsWhoseTextsArriveAtOnce();
            }
        });
    }

    @Test
    @Order(1)
    void attack_textOfAnAppsUser_reportedOnTheOtherNode_orOnBoth_makesOneAccount() {
        texts.during(one, two, smtp, users -> {
            for (int round = 0; round < 3; round++) {
                users.appWhoseTextArrivesOnTheOtherNode();
            }
        });
    }

    @Test
    @Order(1)
    void attack_textsFromOneNumber_reportedOnBothNodesAtOnce_verifyItForOne() {
        texts.during(one, two, smtp, users -> {
            users.proofsOfOneNumberWhoseTextsArriveAtOnce();
            users.proofWhoseTextComesByTheMessageCentreOfTheOtherNode();
        });
    }

    private String riskOfSignIn(Node node, String user, String id, int mails) {
        SignIn signIn = SignIn.withPassword(new Browser(node.baseUrl()), user);
        signIn.code(smtp.await(Admin.address(user), mails).code());
        assertTrue(signIn.page().authorizationCode().isPresent(), signIn.page().text());
        return admin.events("LOGIN", id).get(0).get("details").get("latchkey_risk_level").asText();
    }

    /** {@code docs/walks.md} describes how to walk longer and how to repeat a walk. */
    @Test
    @Order(2)
    void attack_anySequenceOfStepsOfTwoApps_leavesNoCredentialAfterItsEnd() {
        Nodes nodes = new Nodes(List.of(one, two), smtp, DATABASE, List.of(OLD, NEW), (number, peppers) -> {
            (number == 0 ? one : two).start(server -> clustered(server, peppers));
            awaitCluster();
        });
        List<String> found = NodesWalk.found(nodes, List.of(one, two));
        assertTrue(found.isEmpty(), () -> String.join("\n\n", found));
    }

    /** The next test starts the node again. */
    @Test
    @Order(3)
    void aNodeThatStopsWritesTheSignInsThatItHasCounted() {
        SignIn signIn = new SignIn(new Browser(two.baseUrl()), admin.users("counted", 1).get(0));
        signIn.openFor(COUNTED_APP);
        assertTrue(signIn.password().asksForCode(), signIn.page().text());
        two.stop();
        assertEquals(1, evaluated(COUNTED_APP));
    }

    /** How many sign-ins to a client the report of risk counts. */
    private int evaluated(String client) {
        int evaluated = 0;
        for (JsonNode of : admin.call("GET", "/latchkey-risk/report", null).get("clients")) {
            if (of.get("client").asText().equals(client)) {
                for (JsonNode level : of.get("levels")) {
                    evaluated += level.get("evaluated").asInt();
                }
            }
        }
        return evaluated;
    }

    @Test
    @Order(4)
    void attack_nodesWithDifferentPeppers_refuseAndSaySoInTheLog() {
        two.stop();
        two.start(server -> clustered(server, OTHER));
        awaitCluster();
        SignIn signIn = signIn(one, "differing");
        Mail mail = mail(signIn);
        signIn.browser().through(two.baseUrl());
        signIn.code(mail.code());
        assertFalse(signIn.page().authorizationCode().isPresent());
        assertTrue(signIn.page().text().contains("This code has expired"), signIn.page().text());
        assertTrue(two.log().lines().anyMatch(line -> line.contains("ERROR")
                && line.contains("do all nodes have the same spi-latchkey-keys--default--pepper")));
        assertEquals(0, admin.guard(admin.userId(signIn.user())).get("failures").asInt());

        signIn.browser().through(one.baseUrl());
        assertTrue(signIn.code(mail.code()).authorizationCode().isPresent(), signIn.page().text());
    }

    @Test
    @Order(5)
    void attack_nodeKilledBetweenSendAndVerify_thePageReportsItAndAResendIsFree() {
        String user = admin.users("orphaned", 1).get(0);
        smtp.mood(SmtpServer.Mood.HANGS);
        SignIn signIn = SignIn.withPassword(new Browser(one.baseUrl()), user);
        assertTrue(signIn.page().asksForCode());
        one.kill();
        smtp.mood(SmtpServer.Mood.TAKES);

        signIn.browser().through(two.baseUrl());
        Eventually.see(SOON, signIn::look, page -> page.status() == 200);
        assertTrue(signIn.page().asksForCode(), signIn.page().text());
        Probe probe = new Probe(two);
        probe.clock(61);
        try {
            assertTrue(signIn.look().text().contains("The email could not be sent"), signIn.page().text());
            assertTrue(signIn.resend().text().contains("We sent a new code"), signIn.page().text());
            String code = smtp.await(Admin.address(user), 1).code();
            assertTrue(signIn.code(code).authorizationCode().isPresent(), signIn.page().text());
        } finally {
            probe.clock(0);
        }
    }

    /** Only node two is left, so that only the database's state outlives the restart. */
    @Test
    @Order(6)
    void attack_refreshTokenReusedInTheSameSecond_acrossARestart() {
        TokenClient app = TokenClient.of(two.baseUrl(), Admin.REALM, DEMO_APP);
        TokenClient.Grant grant = tokens(two, "restarted", app);
        String spent = StoppedClocks.during(() -> app.spentWithinASecond(grant, app), two);
        two.stop();
        two.start(server -> clustered(server, OTHER));
        assertEquals(REUSED, app.refresh(spent).error());
    }

    /** The secret code of a user who has signed in to the mobile app. */
    private String secretCode(Node node, String prefix) {
        SignIn signIn = new SignIn(new Browser(node.baseUrl()), node.admin().users(prefix, 1).get(0));
        signIn.openFor(MOBILE, "openid secret_code");
        signIn.password();
        signIn.code(mail(signIn).code());
        return signIn.tokens(TokenClient.of(node.baseUrl(), Admin.REALM, MOBILE)).json().get("secret_code").asText();
    }

    private TokenClient.Grant tokens(Node node, String prefix, TokenClient app) {
        SignIn signIn = signIn(node, prefix);
        signIn.code(mail(signIn).code());
        return signIn.tokens(app);
    }

    private SignIn signIn(Node node, String prefix) {
        return SignIn.withPassword(new Browser(node.baseUrl()), node.admin().users(prefix, 1).get(0));
    }

    /** Trusts the browser on the first node, and checks that the second one knows it and thereby caches the user. */
    private Browser trusted(SignIn signIn) {
        assertTrue(signIn.codeAndTrust(mail(signIn).code()).authorizationCode().isPresent(), signIn.page().text());
        Browser browser = signIn.browser().through(two.baseUrl()).reopened();
        assertTrue(SignIn.withPassword(browser, signIn.user()).page().authorizationCode().isPresent());
        return browser.reopened();
    }

    private Mail mail(SignIn signIn) {
        return smtp.await(Admin.address(signIn.user()), 1);
    }

    private List<String> onBoth(SignIn signIn, String code) {
        List<Browser> browsers = List.of(
                signIn.browser().copy().through(one.baseUrl()), signIn.browser().copy().through(two.baseUrl()));
        return Burst.of(THREADS, i -> Probe.verify(browsers.get(i % 2), signIn.tab(), code));
    }

    private void clustered(KeycloakServer.Builder server, String peppers) {
        server.option("cache", "ispn")
                .option("cache-embedded-network-bind-address", "127.0.0.1")
                // by default the nodes take adjacent ports, on all addresses
                .option("cache-embedded-network-bind-port", String.valueOf(Node.clusterPort()))
                .option("hostname", one.baseUrl())
                .env("KC_SPI_LATCHKEY_KEYS__DEFAULT__PEPPER", peppers);
        database.accept(server);
        texts.fromProvider(server);
    }

    private void awaitCluster() {
        Eventually.see(SOON, () -> List.of(view(one), view(two)),
                views -> views.get(0).equals(views.get(1)) && views.get(0).contains("] (2) ["));
    }

    /** The members of its cluster that a node has logged last; that of one node alone may hold a node that has gone. */
    private static String view(Node node) {
        return node.log().lines().filter(line -> line.contains("Received new cluster view"))
                .reduce((earlier, later) -> later).map(line -> line.substring(line.indexOf("Received"))).orElse("");
    }
}
