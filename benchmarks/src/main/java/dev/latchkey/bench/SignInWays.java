package dev.latchkey.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntConsumer;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.latchkey.it.kit.Admin;
import dev.latchkey.it.kit.Browser;
import dev.latchkey.it.kit.Burst;
import dev.latchkey.it.kit.Json;
import dev.latchkey.it.kit.Node;
import dev.latchkey.it.kit.Page;
import dev.latchkey.it.kit.SignIn;
import dev.latchkey.it.kit.SmtpServer;
import dev.latchkey.it.kit.TokenClient;
import org.keycloak.models.utils.TimeBasedOTP;

/** The ways that {@link SignInRates} compares, each with users of its own, from the first page to the tokens. */
final class SignInWays {

    /** So many that a user types the next code of an authenticator more than 30 seconds later. */
    private static final int AUTHENTICATORS = 600;
    /** So many that a user gets at most 60 mails an hour. */
    private static final int MAILBOXES = 150;
    /** Users of the other ways: at least twice as many as sign in at a time. */
    private static final int KEPT = 48;
    private static final int SETUP_THREADS = 4;
    /** So many users are imported by one request. */
    private static final int IMPORT = 25;

    private static final String DEMO_APP = "demo-app";
    private static final String KEYCLOAK_APP = "keycloak-flow-app";
    private static final String CODE_APP = "code-flow-app";
    private static final String MOBILE_APP = "mobile";
    private static final String NATIVE_APP = "native";
    private static final String TOTP_SECRET = "latchkey-benchmark-secret";
    /** The challenge of {@link SignIn#VERIFIER}. */
    private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    private final Node node;
    private final Admin admin;
    private final SmtpServer smtp;

    SignInWays(Node node, Admin admin, SmtpServer smtp) {
        this.node = node;
        this.admin = admin;
        this.smtp = smtp;
        addApp(KEYCLOAK_APP, flow("browser"));
        addApp(CODE_APP, flowWithCode());
    }

    /** Keycloak's own browser flow, in which a user without an authenticator app types the password alone. */
    SignInWay password() {
        List<String> users = admin.users("password", KEPT);
        TokenClient app = app(KEYCLOAK_APP);
        return SignInWay.of("password alone", number -> {
            SignIn signIn = new SignIn(new Browser(node.baseUrl()), users.get(number % KEPT));
            signIn.openFor(KEYCLOAK_APP);
            signIn.password();
            demand(signIn.tokens(app));
        });
    }

    /** The same flow, in which a user with an authenticator app types its code too. */
    SignInWay totp() {
        List<String> users = usersWithAuthenticator();
        TokenClient app = app(KEYCLOAK_APP);
        return SignInWay.of("password and Keycloak's TOTP", number -> {
            SignIn signIn = new SignIn(new Browser(node.baseUrl()), users.get(number % AUTHENTICATORS));
            signIn.openFor(KEYCLOAK_APP);
            signIn.password();
            signIn.submit("kc-otp-login-form", Map.of("otp", new TimeBasedOTP().generateTOTP(TOTP_SECRET)));
            demand(signIn.tokens(app));
        });
    }

    /** The same flow with the code in place of the condition and Keycloak's TOTP. */
    SignInWay codeInKeycloaksFlow() {
        return code("password and mailed code", CODE_APP, "alone");
    }

    /** The flow of the demo realm, which asks for the risk and the device too. */
    SignInWay code() {
        return code("the same in the demo realm's flow", DEMO_APP, "code");
    }

    private SignInWay code(String name, String clientId, String prefix) {
        MailedCodes users = new MailedCodes(admin, smtp, prefix, MAILBOXES);
        TokenClient app = app(clientId);
        return SignInWay.of(name, number -> users.signIn(new Browser(node.baseUrl()), clientId, app, number));
    }

    SignInWay trustedDevice() {
        List<String> users = admin.users("trusted", KEPT);
        AtomicReferenceArray<Browser> browsers = new AtomicReferenceArray<>(KEPT);
        TokenClient app = app(DEMO_APP);
        Burst.of(KEPT, SETUP_THREADS, number -> {
            SignIn signIn = SignIn.withPassword(new Browser(node.baseUrl()), users.get(number));
            signIn.codeAndTrust(smtp.await(Admin.address(users.get(number)), 1).code());
            demand(signIn.tokens(app));
            browsers.set(number, signIn.browser().reopened());
            return number;
        });
        return oneAtATime("password on a trusted device", user -> {
            SignIn signIn = SignIn.withPassword(browsers.get(user), users.get(user));
            demand(signIn.tokens(app));
            browsers.set(user, signIn.browser().reopened());
        });
    }

    SignInWay nativeCode() {
        List<String> users = admin.users("native", MAILBOXES);
        AtomicIntegerArray mails = new AtomicIntegerArray(MAILBOXES);
        TokenClient app = app(NATIVE_APP);
        return SignInWay.of("the same by the native API", number -> {
            int user = number % MAILBOXES;
            String session = challenge(Map.of("scope", "openid", "code_challenge", CHALLENGE,
                    "code_challenge_method", "S256", "username", users.get(user),
                    "password", Admin.USER_PASSWORD)).get("auth_session").asText();
            String code = smtp.await(Admin.address(users.get(user)), mails.incrementAndGet(user)).code();
            demand(app.nativeCode(challenge(Map.of("auth_session", session, "otp", code))
                    .get("authorization_code").asText(), SignIn.VERIFIER));
        });
    }

    SignInWay secretCode() {
        AtomicReferenceArray<String> codes = kept("secret", MOBILE_APP, "openid secret_code", "secret_code");
        TokenClient app = app(MOBILE_APP);
        return oneAtATime("secret code", user ->
                codes.set(user, demand(app.secretCode(codes.get(user))).json().get("secret_code").asText()));
    }

    SignInWay refresh() {
        AtomicReferenceArray<String> tokens = kept("refresh", DEMO_APP, "openid", "refresh_token");
        TokenClient app = app(DEMO_APP);
        return oneAtATime("refresh token", user ->
                tokens.set(user, demand(app.refresh(tokens.get(user))).refreshToken()));
    }

    /** Signs users in; returns what the token endpoint gave each of them under this name. */
    private AtomicReferenceArray<String> kept(String prefix, String clientId, String scope, String name) {
        List<String> users = admin.users(prefix, KEPT);
        AtomicReferenceArray<String> kept = new AtomicReferenceArray<>(KEPT);
        Burst.of(KEPT, SETUP_THREADS, number -> {
            SignIn signIn = new SignIn(new Browser(node.baseUrl()), users.get(number));
            signIn.openFor(clientId, scope);
            signIn.password();
            signIn.code(smtp.await(Admin.address(users.get(number)), 1).code());
            kept.set(number, demand(signIn.tokens(app(clientId))).json().get(name).asText());
            return number;
        });
        return kept;
    }

    private JsonNode challenge(Map<String, String> fields) {
        Map<String, String> form = new LinkedHashMap<>(fields);
        form.put("client_id", NATIVE_APP);
        Page answer = new Browser(node.baseUrl())
                .post("/realms/" + Admin.REALM + "/latchkey-otp/authorize-challenge", form);
        return Json.read(answer.body());
    }

    private TokenClient app(String clientId) {
        return TokenClient.of(node.baseUrl(), Admin.REALM, clientId);
    }

    private void addApp(String clientId, String flow) {
        // its tokens cost what those of the demo app cost, which has no full scope either
        admin.call("POST", "/clients", Map.of("clientId", clientId, "publicClient", true, "fullScopeAllowed", false,
                "redirectUris", List.of(Browser.CALLBACK),
                "authenticationFlowBindingOverrides", Map.of("browser", flow)));
    }

    private String flow(String alias) {
        return StreamSupport.stream(admin.call("GET", "/authentication/flows", null).spliterator(), false)
                .filter(candidate -> candidate.get("alias").asText().equals(alias))
                .findFirst().orElseThrow().get("id").asText();
    }

    private String flowWithCode() {
        admin.call("POST", "/authentication/flows/browser/copy", Map.of("newName", "code"));
        admin.call("DELETE", "/authentication/executions/" + execution("code", "Conditional 2FA").get("id").asText(),
                null);
        admin.call("POST", "/authentication/flows/code%20forms/executions/execution",
                Map.of("provider", "latchkey-email-otp"));
        ObjectNode step = (ObjectNode) execution("code", "Latchkey");
        admin.call("PUT", "/authentication/flows/code/executions", step.put("requirement", "REQUIRED"));
        return flow("code");
    }

    private JsonNode execution(String flow, String name) {
        return StreamSupport.stream(admin.call("GET", "/authentication/flows/" + flow + "/executions", null)
                        .spliterator(), false)
                .filter(candidate -> candidate.get("displayName").asText().contains(name))
                .findFirst().orElseThrow();
    }

    private List<String> usersWithAuthenticator() {
        List<Map<String, Object>> users = new ArrayList<>();
        Map<String, Object> password = Map.of("type", "password", "value", Admin.USER_PASSWORD);
        Map<String, Object> authenticator = Map.of("type", "otp",
                "secretData", Json.write(Map.of("value", TOTP_SECRET)),
                "credentialData", Json.write(Map.of("subType", "totp", "digits", 6, "counter", 0, "period", 30,
                        "algorithm", "HmacSHA1")));
        for (int i = 0; i < AUTHENTICATORS; i++) {
            users.add(Map.of("username", "totp" + i, "email", Admin.address("totp" + i), "emailVerified", true,
                    "enabled", true, "firstName", "Test", "lastName", "Totp",
                    "credentials", List.of(password, authenticator)));
        }
        for (int from = 0; from < AUTHENTICATORS; from += IMPORT) {
            admin.call("POST", "/partialImport",
                    Map.of("ifResourceExists", "FAIL", "users", users.subList(from, from + IMPORT)));
        }
        return users.stream().map(user -> (String) user.get("username")).toList();
    }

    private static TokenClient.Grant demand(TokenClient.Grant grant) {
        if (!grant.given()) {
            throw new IllegalStateException("No tokens: " + grant.response().body());
        }
        return grant;
    }

    /** For what a user has one of and every run replaces: a run waits while a slow one of the same user goes on. */
    private static SignInWay oneAtATime(String name, IntConsumer run) {
        Object[] users = new Object[KEPT];
        Arrays.setAll(users, user -> new Object());
        return SignInWay.of(name, number -> {
            int user = number % KEPT;
            synchronized (users[user]) {
                run.accept(user);
            }
        });
    }
}
