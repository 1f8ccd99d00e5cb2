package dev.latchkey.it.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ServerSocketFactory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.it.kit.Admin;
import dev.latchkey.it.kit.Browser;
import dev.latchkey.it.kit.Burst;
import dev.latchkey.it.kit.Distributions;
import dev.latchkey.it.kit.Eventually;
import dev.latchkey.it.kit.Json;
import dev.latchkey.it.kit.Node;
import dev.latchkey.it.kit.Page;
import dev.latchkey.it.kit.Ports;
import dev.latchkey.it.kit.SignIn;
import dev.latchkey.it.kit.SmtpServer;
import dev.latchkey.quickstart.KeycloakServer;
import dev.latchkey.sms.gateway.smpp.MessageCentre;

/**
 * Texts that users send to prove a number: the page or app is on one node, the provider or message centre reports the
 * text to the other one.
 */
final class SentTextNodes implements AutoCloseable {

    private static final String SECRET = "the-provider-of-texts-has-this";
    private static final String POLICY = "/authentication/required-actions/latchkey-verify-phone/config";
    private static final String PROFILE = "/users/profile";
    private static final String REGISTRATION_FORM = "kc-register-form";
    private static final String TEXT_FORM = "latchkey-sent-text-form";
    private static final Pattern WORD = Pattern.compile("word \u2066?([2-9B-Z]{8})");
    private static final Map<String, String> GO_ON = Map.of("sent", "true");
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final Path vault = Distributions.work().resolve("vault-two-nodes");
    private final int port = Ports.free();
    private final MessageCentre centre;

    SentTextNodes() {
        try {
            Files.createDirectories(vault);
            Files.writeString(vault.resolve(Admin.REALM + "_texts"), SECRET);
            centre = new MessageCentre(ServerSocketFactory.getDefault(), port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Has a server take texts of the provider. */
    void fromProvider(KeycloakServer.Builder server) {
        server.option("vault-dir", vault.toString())
                .option("spi-latchkey-phone--text--experimental", "true")
                .option("spi-latchkey-sms-gateway--http--url", "http://127.0.0.1:9/no-text-is-sent")
                .option("spi-latchkey-sms-gateway--http--receipts", "in-house")
                .option("spi-latchkey-sms-gateway--http--receipt-secret", "texts");
    }

    /** Has a server take texts of the message centre. */
    void fromCentre(KeycloakServer.Builder server) {
        server.option("spi-latchkey-sms-gateway--smpp--host", "127.0.0.1")
                .option("spi-latchkey-sms-gateway--smpp--port", String.valueOf(port))
                .option("spi-latchkey-sms-gateway--smpp--tls", "false")
                .option("spi-latchkey-sms-gateway--smpp--inbound", "true")
                .option("spi-latchkey-sms-gateway--smpp--system-id", MessageCentre.SYSTEM_ID)
                .option("spi-latchkey-sms-gateway--smpp--password", MessageCentre.PASSWORD);
    }

    /** Runs the work while users sign up and prove numbers by texts that they send. */
    void during(Node one, Node two, SmtpServer smtp, Consumer<Users> work) {
        Admin admin = one.admin();
        JsonNode policy = admin.call("GET", POLICY, null);
        JsonNode profile = admin.call("GET", PROFILE, null);
        admin.call("PUT", POLICY, Map.of("config", Map.of("countries", "DE", "identifier", "either", "home_country",
                "DE", "service_number", "+4930123456", "sign_up_by_sending", "true")));
        ObjectNode editable = profile.deepCopy();
        for (JsonNode attribute : editable.get("attributes")) {
            if (attribute.get("name").asText().equals("email")) {
                ((ObjectNode) attribute).remove("required");
            }
            if (attribute.get("name").asText().equals("phoneNumber")) {
                ((ObjectNode) attribute.get("permissions")).putArray("edit").add("admin").add("user");
            }
        }
        admin.call("PUT", PROFILE, editable);
        admin.attributes(Map.of("latchkey.limits.sign-up-ip-minute", "60000",
                "latchkey.limits.paid-ip-hour", "60000"));
        try {
            work.accept(new Users(List.of(one, two), admin, smtp, centre));
        } finally {
            admin.call("PUT", PROFILE, profile);
            admin.call("PUT", POLICY, policy);
        }
    }

    @Override
    public void close() {
        try {
            centre.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * What users and their providers do.
     *
     * @param nodes  both nodes
     * @param admin  administers the realm
     * @param smtp   takes the mails
     * @param centre delivers texts to the node that has bound
     */
    record Users(List<Node> nodes, Admin admin, SmtpServer smtp, MessageCentre centre) {

        private static String number() {
            return "+4915%05d0042".formatted(50_000 + NUMBER.incrementAndGet());
        }

        /** A sign-up on a node, whose page shows a word. */
        private SignIn signUp(int node, String number) {
            SignIn signUp = new SignIn(new Browser(url(node)), number);
            signUp.open("/realms/" + Admin.REALM + "/protocol/openid-connect/registrations?client_id=demo-app"
                    + "&response_type=code&scope=openid&redirect_uri=" + Browser.CALLBACK + "&code_challenge="
                    + SignIn.CHALLENGE + "&code_challenge_method=S256");
            signUp.submit(REGISTRATION_FORM, Map.of("phoneNumber", number, "firstName", "Nora", "lastName", "New",
                    "password", Admin.USER_PASSWORD, "password-confirm", Admin.USER_PASSWORD));
            return signUp;
        }

        private static String word(Page page) {
            Matcher word = WORD.matcher(page.text());
            assertTrue(word.find(), page::toString);
            return word.group(1);
        }

        private static boolean done(Page page) {
            return page.authorizationCode().isPresent();
        }

        private String url(int node) {
            return nodes.get(node).baseUrl();
        }

        /** The signed callback of a text, which may be posted again. */
        private static Map<String, String> callback(String number, String word) {
            String body = Json.write(Map.of("from", number.substring(1), "text", word));
            String id = UUID.randomUUID().toString();
            String time = String.valueOf(System.currentTimeMillis() / 1000);
            return Map.of("body", body, "webhook-id", id, "webhook-timestamp", time, "webhook-signature",
                    "v1," + hmac(id + '.' + time + '.' + body));
        }

        private static String hmac(String text) {
            try {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
                return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        private void post(int node, Map<String, String> callback) {
            Map<String, String> headers = new HashMap<>(callback);
            String body = headers.remove("body");
            Page answer = new Browser(url(node)).send("/realms/" + Admin.REALM + "/latchkey-texts/inbound/http",
                    request -> {
                        headers.forEach(request::header);
                        return request.POST(HttpRequest.BodyPublishers.ofString(body));
                    });
            assertEquals(204, answer.status());
        }

        /** The accounts with the number that are not pending. */
        private List<String> active(String number) {
            List<String> active = new ArrayList<>();
            for (JsonNode user : admin.call("GET", "/users?q=phoneNumber:%2B" + number.substring(1)
                    + "&briefRepresentation=false", null)) {
                if (user.get("requiredActions").isEmpty()) {
                    active.add(user.get("id").asText());
                }
            }
            return active;
        }

        /** Posts a page's form on both nodes at the same moment, as often as given on each; counts what was done. */
        private long goOnAtOnce(SignIn signUp, int onEach) {
            String action = signUp.page().action(TEXT_FORM);
            List<Browser> browsers = IntStream.range(0, 2 * onEach)
                    .mapToObj(i -> signUp.browser().copy().through(url(i % 2))).toList();
            return Burst.of(browsers.size(), i -> browsers.get(i).post(action, GO_ON)).stream().filter(Users::done)
                    .count();
        }

        /** The page is on the first node, the callback comes to the second one and is repeated on the first one. */
        void signUpWhoseTextArrivesOnTheOtherNode(int onEach) {
            String number = number();
            SignIn signUp = signUp(0, number);
            Map<String, String> callback = callback(number, word(signUp.page()));
            signUp.submit(TEXT_FORM, GO_ON);
            assertEquals(callback.get("body"), callback(number, word(signUp.page())).get("body"), "the word stays");

            post(1, callback);
            post(0, callback);
            assertEquals(1, goOnAtOnce(signUp, onEach));
            List<String> made = active(number);
            assertEquals(1, made.size(), made::toString);

            post(0, callback);
            post(1, callback);
            SignIn next = signUp(1, number);
            next.submit(TEXT_FORM, GO_ON);
            assertTrue(next.page().has(TEXT_FORM), next.page()::toString);
            assertEquals(made, active(number));
        }

        /** Of sign-ups by one number on both nodes, whose texts arrive at the same moment, one makes an account. */
        void signUpsWhoseTextsArriveAtOnce() {
            String number = number();
            List<SignIn> signUps = List.of(signUp(0, number), signUp(1, number));
            List<Map<String, String>> callbacks = signUps.stream()
                    .map(signUp -> callback(number, word(signUp.page()))).toList();
            // each text by both nodes
            Burst.of(4, i -> {
                post((i + i / 2) % 2, callbacks.get(i / 2));
                return i;
            });
            List<Page> pages = Burst.of(2, i -> signUps.get(i).submit(TEXT_FORM, GO_ON));
            List<String> made = active(number);
            assertEquals(1, made.size(), pages::toString);
            assertEquals(1, pages.stream().filter(Users::done).count(), pages::toString);
        }

        /** An app is on the first node, the callback comes to the second one; the app asks on both at once. */
        void appWhoseTextArrivesOnTheOtherNode() {
            String number = number();
            Page asked = app(0, "/registrations", Map.of("attributes", Map.of("phoneNumber", number,
                    "firstName", "Nora", "lastName", "New"), "password", Admin.USER_PASSWORD, "sent_text", true));
            assertEquals(202, asked.status(), asked.body());
            JsonNode challenge = Json.read(asked.body());
            String verification = "/challenges/" + challenge.get("challenge_id").asText() + "/verification";
            assertEquals(400, app(1, verification, Map.of("sent_text", true)).status());
            Map<String, String> callback = callback(number, challenge.get("word").asText());

            Burst.of(2, i -> {
                post(i, callback);
                return i;
            });
            List<Integer> answers = Burst.of(6, i -> app(i % 2, verification, Map.of("sent_text", true)).status());
            assertEquals(1, Collections.frequency(answers, 204), answers::toString);
            assertEquals(5, Collections.frequency(answers, 400), answers::toString);
            assertEquals(1, active(number).size());
            post(1, callback);
            assertEquals(400, app(0, verification, Map.of("sent_text", true)).status());
        }

        private Page app(int node, String endpoint, Map<String, Object> members) {
            Map<String, Object> all = new HashMap<>(members);
            all.put("client_id", "native");
            return new Browser(url(node)).postJson("/realms/" + Admin.REALM + "/latchkey-otp" + endpoint, all);
        }

        /** A user of each node proves the same number; each text arrives on the other node at the same moment. */
        void proofsOfOneNumberWhoseTextsArriveAtOnce() {
            String number = number();
            List<SignIn> enrolments = List.of(enrolment("sender-a", 0, number), enrolment("sender-b", 1, number));
            Burst.of(2, i -> {
                post(1 - i, callback(number, word(enrolments.get(i).page())));
                return i;
            });
            List<Page> pages = Burst.of(2, i -> enrolments.get(i).submit(TEXT_FORM, GO_ON));
            assertEquals(1, pages.stream().filter(Users::done).count(), pages::toString);
            assertEquals(1, enrolments.stream().filter(this::isVerified).count());
        }

        /** The message centre delivers the text to the second node. */
        void proofWhoseTextComesByTheMessageCentreOfTheOtherNode() {
            String number = number();
            SignIn enrolment = enrolment("sender-c", 0, number);
            try {
                centre.text(number.substring(1), word(enrolment.page()));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            Eventually.see(SOON, () -> enrolment.submit(TEXT_FORM, GO_ON), Users::done);
            assertTrue(isVerified(enrolment));
        }

        private SignIn enrolment(String prefix, int node, String number) {
            String user = admin.users(prefix, 1).get(0);
            admin.call("PUT", "/users/" + admin.userId(user), Map.of("requiredActions",
                    List.of("latchkey-verify-phone")));
            SignIn signIn = SignIn.withPassword(new Browser(url(node)), user);
            signIn.code(smtp.await(Admin.address(user), 1).code());
            signIn.submit("latchkey-phone-form", Map.of("phone", number, "own", "true"));
            return signIn;
        }

        private boolean isVerified(SignIn enrolment) {
            JsonNode user = admin.call("GET", "/users/" + admin.userId(enrolment.user()), null);
            return StreamSupport.stream(user.path("attributes").path("phoneNumberVerified").spliterator(), false)
                    .anyMatch(value -> value.asText().equals("true"));
        }
    }
}
