package dev.latchkey.it.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.it.kit.Admin;
import dev.latchkey.it.kit.Browser;
import dev.latchkey.it.kit.Burst;
import dev.latchkey.it.kit.Eventually;
import dev.latchkey.it.kit.Node;
import dev.latchkey.it.kit.Page;
import dev.latchkey.it.kit.TokenClient;
import dev.latchkey.it.kit.WebhookReceiver;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** Realms that share one node: a receiver that hangs, clients that flood, and a realm with neither. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WebhookRealmsIT {

    private static final Duration SOON = Duration.ofMinutes(4);
    private static final int USERS = 8;
    private static final int EVENTS = 25;
    private static final int FLOOD = 1_500;
    private static final int FEW = 5;
    private static final int CALLS = 1_000;
    private static final int ONE_IN = 33;
    private static final int ROUNDS = 12;
    /** How many deliveries of one realm a node has under way at most. */
    private static final int SHARE = 16;

    private final WebhookReceiver halting = new WebhookReceiver().start();
    private final WebhookReceiver hanging = new WebhookReceiver().start();
    private final WebhookReceiver flooded = new WebhookReceiver().start();
    private final WebhookReceiver quiet = new WebhookReceiver().start();
    private final WebhookReceiver held = new WebhookReceiver().start();
    private final WebhookReceiver heldToo = new WebhookReceiver().start();
    private final List<WebhookReceiver> receivers = List.of(halting, hanging, flooded, quiet, held, heldToo);
    private final Node node = Probe.node("dev-file", "webhook-realms").prepared();

    @BeforeAll
    void start() {
        start(60_000);
    }

    private void start(int failuresPerMinute) {
        node.start(server -> {
            WebhookLoad.options(server, receivers);
            server.env("KC_SPI_EVENTS_LISTENER__LATCHKEY_WEBHOOK__TIMEOUT_SECONDS", "30")
                    .env("KC_SPI_EVENTS_LISTENER__LATCHKEY_WEBHOOK__FAILURES_MINUTE",
                            String.valueOf(failuresPerMinute))
                    .env("KC_SPI_EVENTS_LISTENER__LATCHKEY_WEBHOOK__FAILURES_USER_MINUTE",
                            String.valueOf(failuresPerMinute));
        });
    }

    @AfterAll
    void stop() {
        node.close();
        receivers.forEach(WebhookReceiver::close);
    }

    @Test
    @Order(1)
    void aReceiverThatHangsNowAndThenGetsTheOtherEventsMeanwhile() {
        Admin realm = realm("halting", halting);
        List<String> users = realm.users("halted", 25 * USERS);
        awaitDrained(realm);
        int before = halting.taken().size();
        halting.hangEvery(ONE_IN);
        fail("halting", users, 1);
        // one of this many in a row hangs
        int others = users.size() - users.size() / ONE_IN - 1;
        List<WebhookReceiver.Delivery> taken = Eventually.see(SOON, halting::taken,
                deliveries -> deliveries.size() >= before + others);
        assertHangsStill("halting");
        halting.hangEvery(0);
        print("whose receiver hangs for one in " + ONE_IN, taken.subList(before, taken.size()));
    }

    @Test
    @Order(2)
    void attack_hangingReceiverAndFloodOfOtherRealms_delayNoEvent() {
        Admin hangingRealm = realm("hanging", hanging);
        Admin floodedRealm = realm("flooded", flooded);
        Admin quietRealm = realm("quiet", quiet);
        List<String> hung = hangingRealm.users("hung", 3 * USERS);
        List<String> victims = floodedRealm.users("victim", USERS);
        List<String> calm = quietRealm.users("calm", USERS);
        List.of(hangingRealm, floodedRealm, quietRealm).forEach(WebhookRealmsIT::awaitDrained);

        flooded.delay(Duration.ofSeconds(1));
        WebhookLoad.failuresWithoutUser(node.baseUrl(), "flooded", FLOOD);
        int before = hanging.taken().size();
        int begunBefore = hanging.begun();
        hanging.hangEvery(1);
        fail("hanging", hung, 1);
        Eventually.see(SOON, hanging::begun, begun -> begun > begunBefore + USERS);
        fail("quiet", calm, EVENTS);
        fail("flooded", victims, 1);

        Set<String> calmIds = ids(quietRealm, calm);
        Set<String> victimIds = ids(floodedRealm, victims);
        List<WebhookReceiver.Delivery> arrived = Eventually.see(SOON, () -> failures(quiet, calmIds),
                failures -> failures.size() == USERS * EVENTS);
        Eventually.see(SOON, () -> failures(flooded, victimIds), failures -> failures.size() == USERS);
        assertHangsStill("hanging");
        assertEquals(before, hanging.taken().size());
        assertTrue(waiting(floodedRealm) > FLOOD / 10, "the flood is not delivered yet");
        print("beside a receiver that hangs and a flood", arrived);
    }

    /**
     * Two realms have under way all that they can get, and not one of those deliveries ends between an event of the
     * third realm and its arrival. What is counted are deliveries, not seconds; a round has the half minute in which
     * none is given up, twenty times what it takes.
     */
    @Test
    @Order(3)
    void attack_twoRealmsWhoseDeliveriesDoNotEnd_areWaitedForByNoEventOfAThird() {
        List<WebhookReceiver> others = List.of(held, heldToo);
        Admin third = realm("third", quiet);
        List<String> users = third.users("third", USERS);
        Set<String> ids = ids(third, users);
        Admin first = realm("held", held);
        List.of(third, first, realm("held-too", heldToo)).forEach(WebhookRealmsIT::awaitDrained);
        others.forEach(WebhookReceiver::hold);
        // of so many users there is an event for each place of the node
        first.users("held", 5 * SHARE);
        WebhookLoad.failuresWithoutUser(node.baseUrl(), "held", (ROUNDS + 1) * SHARE);
        WebhookLoad.failuresWithoutUser(node.baseUrl(), "held-too", (ROUNDS + 1) * SHARE);
        int answered = answered(others);
        for (int round = 1; round <= ROUNDS; round++) {
            int arrivals = round * USERS;
            others.forEach(other -> Eventually.see(SOON, other::held, underWay -> underWay >= SHARE));
            fail("third", users, 1);
            Eventually.see(SOON, () -> failures(quiet, ids), arrived -> arrived.size() == arrivals);
            assertHangsStill("held");
            assertHangsStill("held-too");
            assertEquals(answered, answered(others), "a delivery of another realm has ended meanwhile");
            assertEquals(List.of(SHARE, SHARE), others.stream().map(WebhookReceiver::held).toList());
            others.forEach(WebhookReceiver::hold);
            answered += others.size() * SHARE;
            int ended = answered;
            Eventually.see(SOON, () -> answered(others), count -> count == ended);
        }
        others.forEach(WebhookReceiver::letGo);
        print("beside two that answer nothing", failures(quiet, ids));
    }

    @Test
    @Order(4)
    void attack_eventsWithoutAUserThatAreRefused_holdUpNoUser() {
        Admin realm = realm("refusing", quiet);
        List<String> users = realm.users("innocent", USERS);
        awaitDrained(realm);
        quiet.refuse(body -> body.at("/data/realm").asText().equals("refusing") && !body.at("/data").has("user_id"));
        WebhookLoad.failuresWithoutUser(node.baseUrl(), "refusing", FLOOD / 10);
        Eventually.see(SOON, () -> quiet.deliveries().stream().filter(delivery -> !delivery.taken()).count(),
                refused -> refused > USERS);
        fail("refusing", users, EVENTS);
        Set<String> ids = ids(realm, users);
        Eventually.see(SOON, () -> failures(quiet, ids), failures -> failures.size() == USERS * EVENTS);
        assertTrue(waiting(realm) > 0, "what is refused still waits");
    }

    @Test
    @Order(5)
    void attack_floodOfFailuresWithoutAUser_isCountedBeyondTheLimitAndReportedAsASum() {
        node.stop();
        start(FEW);
        Admin realm = realm("sampled", quiet);
        awaitDrained(realm);
        WebhookLoad.failuresWithoutUser(node.baseUrl(), "sampled", 10 * FEW);
        int told = Eventually.see(SOON, () -> count("sampled", "latchkey.failures_summary")
                + count("sampled", "user.login_error"), count -> count >= 10 * FEW);
        assertEquals(10 * FEW, told);
        assertTrue(count("sampled", "latchkey.failures_summary") > 0);
    }

    /** Requests that need no sign-in; what happens to a user does not wait behind failures of others as that user. */
    @Test
    @Order(6)
    void attack_floodOfOneUsersFailures_orOfSuccessesWithoutAUser_isReportedAsASum() {
        Admin realm = realm("noisy", quiet);
        List<String> users = realm.users("noise", 1);
        awaitDrained(realm);
        fail("noisy", users, 4 * FEW);
        WebhookLoad.restarts(node.baseUrl(), "noisy", 4 * FEW);
        String user = realm.userId(users.get(0));
        assertEquals(4 * FEW, Eventually.see(SOON, () -> count("noisy", user, "LOGIN_ERROR"), sum -> sum >= 4 * FEW));
        assertEquals(4 * FEW, Eventually.see(SOON, () -> count("noisy", "", "RESTART_AUTHENTICATION"),
                sum -> sum >= 4 * FEW));
        assertTrue(singly("noisy", user, "LOGIN_ERROR") <= 2 * FEW, "a minute may end meanwhile");
        assertTrue(singly("noisy", "", "RESTART_AUTHENTICATION") <= 2 * FEW);
    }

    /**
     * What a thief of a user's tokens or cookie can repeat at will. What happens to the user is not delivered behind
     * it: what is compared are deliveries, not seconds.
     */
    @Test
    @Order(7)
    void attack_floodByATokenOrCookieOfAUser_isReportedAsASum_andDelaysNoChangedPassword() {
        String name = "token-flood";
        Admin realm = realm(name, quiet);
        realm.call("POST", "/clients", Map.of("clientId", "app", "publicClient", true,
                "directAccessGrantsEnabled", true, "redirectUris", List.of(Browser.CALLBACK)));
        String user = realm.users("robbed", 1).get(0);
        String id = realm.userId(user);
        // with them the token is one for the account; an import gives none
        realm.call("POST", "/users/" + id + "/role-mappings/realm",
                List.of(realm.call("GET", "/roles/default-roles-" + name, null)));
        awaitDrained(realm);
        Browser browser = signedIn(name, user);
        String token = TokenClient.of(node.baseUrl(), name, "app")
                .password(user, Admin.USER_PASSWORD, "openid").json().get("access_token").asText();
        quiet.delay(Duration.ofMillis(100));

        Burst.of(CALLS, USERS, number -> assertAnswers(200, new Browser(node.baseUrl())
                .header("Authorization", "Bearer " + token)
                .get("/realms/" + name + "/protocol/openid-connect/userinfo")));
        Browser thief = new Browser(node.baseUrl()).header("Authorization", "Bearer " + token)
                .header("Accept", "application/json");
        for (int i = 0; i < 4 * FEW; i++) {
            assertAnswers(204, thief.postJson("/realms/" + name + "/account", Map.of("username", user,
                    "email", Admin.address(user), "firstName", "Number " + i, "lastName", "Thief")));
            assertTrue(browser.get(authorization(name)).authorizationCode().isPresent());
        }
        realm.call("PUT", "/users/" + id + "/reset-password", Map.of("type", "password", "value", "a new password"));
        Eventually.see(SOON, () -> quiet.taken().stream().map(WebhookReceiver.Delivery::json)
                .filter(body -> body.at("/data/resource_path").asText().equals("users/" + id + "/reset-password"))
                .count(), arrived -> arrived > 0);
        List<String> kinds = List.of("USER_INFO_REQUEST", "UPDATE_PROFILE", "LOGIN");
        // the minute may end meanwhile; of sign-ins, the two with a password are always recorded
        kinds.forEach(kind -> assertTrue(singly(name, id, kind) <= 2 * FEW + 2, kind));
        quiet.delay(Duration.ZERO);
        assertEquals(CALLS, Eventually.see(SOON, () -> count(name, id, "USER_INFO_REQUEST"), sum -> sum >= CALLS));
        assertEquals(4 * FEW, Eventually.see(SOON, () -> count(name, id, "UPDATE_PROFILE"), sum -> sum >= 4 * FEW));
        assertEquals(4 * FEW + 2, Eventually.see(SOON, () -> count(name, id, "LOGIN"), sum -> sum >= 4 * FEW + 2));
    }

    private Browser signedIn(String realm, String user) {
        Browser browser = new Browser(node.baseUrl());
        Page page = browser.get(authorization(realm));
        assertTrue(browser.post(page.action("kc-form-login"), Map.of("username", user, "password", Admin.USER_PASSWORD))
                .authorizationCode().isPresent());
        return browser;
    }

    private static String authorization(String realm) {
        return "/realms/" + realm + "/protocol/openid-connect/auth?client_id=app&response_type=code&scope=openid"
                + "&redirect_uri=" + URLEncoder.encode(Browser.CALLBACK, StandardCharsets.UTF_8);
    }

    private static Void assertAnswers(int status, Page page) {
        assertEquals(status, page.status(), page::body);
        return null;
    }

    private static int answered(List<WebhookReceiver> receivers) {
        return receivers.stream().mapToInt(receiver -> receiver.deliveries().size()).sum();
    }

    private Admin realm(String name, WebhookReceiver receiver) {
        return node.admin().newRealm(name).webhook(receiver.url());
    }

    private void fail(String realm, List<String> users, int times) {
        Burst.of(users.size(), USERS, number -> {
            for (int i = 0; i < times; i++) {
                WebhookLoad.failure(node.baseUrl(), realm, users.get(number));
            }
            return null;
        });
    }

    private static Set<String> ids(Admin realm, List<String> users) {
        return users.stream().map(realm::userId).collect(Collectors.toSet());
    }

    private static List<WebhookReceiver.Delivery> failures(WebhookReceiver receiver, Set<String> ids) {
        return receiver.taken().stream()
                .filter(delivery -> delivery.json().get("type").asText().equals("user.login_error"))
                .filter(delivery -> ids.contains(delivery.user()))
                .toList();
    }

    /** How many events of a type a realm's receiver got; a summary counts as several. */
    private int count(String realm, String type) {
        return quiet.taken().stream().map(WebhookReceiver.Delivery::json)
                .filter(body -> body.at("/data/realm").asText().equals(realm))
                .filter(body -> body.get("type").asText().equals(type))
                .mapToInt(body -> body.at("/data/count").asInt(1))
                .sum();
    }

    /** How many events of a kind that concern a user, or none, a realm's receiver got, in summaries or singly. */
    private int count(String realm, String user, String kind) {
        return singly(realm, user, kind) + received(realm, user).mapToInt(data -> data.at("/counts/" + kind).asInt(0))
                .sum();
    }

    private int singly(String realm, String user, String kind) {
        return (int) received(realm, user).filter(data -> data.path("event").asText().equals(kind)).count();
    }

    private Stream<JsonNode> received(String realm, String user) {
        return quiet.taken().stream().map(delivery -> delivery.json().path("data"))
                .filter(data -> data.path("realm").asText().equals(realm)
                        && data.path("user_id").asText("").equals(user));
    }

    private static void print(String what, List<WebhookReceiver.Delivery> deliveries) {
        List<Long> delays = deliveries.stream().map(WebhookRealmsIT::delay).sorted().toList();
        System.out.printf("Webhook %s: %d events, from event to receiver median %d ms, 99th percentile %d ms%n", what,
                delays.size(), delays.get(delays.size() / 2), delays.get(delays.size() * 99 / 100));
    }

    private static long delay(WebhookReceiver.Delivery delivery) {
        return Duration.between(Instant.parse(delivery.json().get("timestamp").asText()), delivery.at()).toMillis();
    }

    private static int waiting(Admin realm) {
        return realm.call("GET", "/latchkey-webhook", null).get("waiting").asInt();
    }

    private static void awaitDrained(Admin realm) {
        Eventually.see(SOON, () -> waiting(realm), waiting -> waiting == 0);
    }

    private void assertHangsStill(String realm) {
        assertTrue(node.metrics().lines().noneMatch(line -> line.contains("outcome=\"unreachable\"")
                && line.contains("realm=\"" + realm + '"')), "a delivery that hangs has ended");
    }
}
