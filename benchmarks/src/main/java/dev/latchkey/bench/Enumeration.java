package dev.latchkey.bench;

import java.net.URLEncoder;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

import dev.latchkey.it.kit.Admin;
import dev.latchkey.it.kit.Browser;
import dev.latchkey.it.kit.Node;
import dev.latchkey.it.kit.Page;
import dev.latchkey.it.kit.SmtpServer;

/**
 * Whether an attacker can measure which addresses have an account: at each endpoint that asks before any factor, 500
 * timed requests each for addresses with and without an account, in turn, compared by a two-sample Kolmogorov-Smirnov
 * test. Status, names of the headers and length of the body must be the same in all answers of an endpoint.
 */
public final class Enumeration {

    /** What names of accounts begin with; names of unauthenticated requesters begin with a word as long. */
    private static final String KNOWN = "known";
    private static final int SAMPLES = 500;
    private static final int WARM_UP = 40;
    private static final String AUTH = "/realms/" + Admin.REALM + "/protocol/openid-connect/auth?";
    static final String RESET =
            "/realms/" + Admin.REALM + "/login-actions/reset-credentials?client_id=demo-app";
    static final String PASSWORD_FORM = "kc-form-login";
    static final String RESET_FORM = "kc-reset-password-form";
    static final String REGISTRATION_FORM = "kc-register-form";
    // of the verifier that RFC 7636 has in its appendix
    private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    private final SmtpServer smtp = new SmtpServer();
    private final Node node = new Node("dev-file", "enumeration", Map.of());

    private Enumeration() {
    }

    /**
     * Runs the comparison at each endpoint and prints it.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        new Enumeration().run();
    }

    private void run() {
        try (smtp; node) {
            node.start(server -> { });
            Admin admin = node.admin().roomy(smtp.port());
            admin.realm(Map.of(
                    // what a password costs is part of what is measured
                    "passwordPolicy", "",
                    "attributes", Map.of(
                            "latchkey.limits.send-user-day", "1000",
                            "latchkey.limits.send-address-hour", "1000",
                            "latchkey.limits.native-ip-minute", "60000",
                            "latchkey.limits.unauthenticated-ip-minute", "60000",
                            "latchkey.limits.send-ip-minute", "60000",
                            "latchkey.limits.send-ip-hour", "100000",
                            "latchkey.limits.sign-up-ip-minute", "60000")));
            List<String> users = admin.users(KNOWN, SAMPLES + WARM_UP);
            admin.realm(Map.of("registrationEmailAsUsername", true, "browserFlow", "latchkey passwordless"));
            Conditions.print("H2, three endpoints at a time, %d requests each in turn".formatted(SAMPLES));
            NativeEndpoints endpoints = new NativeEndpoints(node.baseUrl());
            Stream.<Runnable>of(
                    () -> {
                        compare("password reset", "reset", users, this::reset);
                        compare("app's reset   ", "appre", users, endpoints::reset);
                    },
                    () -> {
                        compare("sign-up       ", "signu", users, this::signUp);
                        compare("app's sign-up ", "appsi", users, endpoints::signUp);
                    },
                    () -> {
                        compare("passwordless  ", "passw", users, this::passwordless);
                        compare("app's sign-in ", "applo", users, endpoints::wrongPassword);
                    }).map(CompletableFuture::runAsync).toList().forEach(CompletableFuture::join);
        }
    }

    private void compare(String endpoint, String unverified, List<String> users, Function<String, Visit> visit) {
        Comparison.print(endpoint, WARM_UP, users.stream().map(Admin::address).toList(),
                users.stream().map(user -> unknown(user, unverified)).toList(), visit);
    }

    private Visit reset(String address) {
        Browser browser = new Browser(node.baseUrl());
        browser.get(authorization(""));
        Page form = browser.get(RESET);
        return timed(() -> browser.post(form.action(RESET_FORM), Map.of("username", address)));
    }

    private Visit signUp(String address) {
        Browser browser = new Browser(node.baseUrl());
        Page form = browser.get(authorization("create"));
        return timed(() -> browser.post(form.action(REGISTRATION_FORM), Map.of("firstName", "Nora", "lastName", "New",
                "email", address, "password", "correct horse battery", "password-confirm", "correct horse battery")));
    }

    private Visit passwordless(String address) {
        Browser browser = new Browser(node.baseUrl());
        Page form = browser.get(authorization(""));
        return timed(() -> browser.post(form.action(PASSWORD_FORM), Map.of("username", address)));
    }

    static String authorization(String prompt) {
        return AUTH + "client_id=demo-app&response_type=code&scope=openid&code_challenge_method=S256&code_challenge="
                + CHALLENGE + "&redirect_uri=" + URLEncoder.encode(Browser.CALLBACK, StandardCharsets.UTF_8)
                + (prompt.isEmpty() ? "" : "&prompt=" + prompt);
    }

    static Visit timed(Supplier<Page> request) {
        long start = System.nanoTime();
        Page page = request.get();
        Duration taken = Duration.ofNanos(System.nanoTime() - start);
        if (!page.asksForCode()) {
            throw new IllegalStateException(page.toString());
        }
        return new Visit(taken, look(page.status(), page.headers(), page.body()));
    }

    /** What a client sees of an answer: status, names of the headers, length of the body. */
    static String look(int status, HttpHeaders headers, String body) {
        return "%d, %d characters, %s".formatted(status, body.length(), new TreeSet<>(headers.map().keySet()));
    }

    /** As long as the address with an account. */
    private static String unknown(String user, String unverified) {
        return Admin.address(user).replace(KNOWN, unverified);
    }

    /**
     * One request at an endpoint.
     *
     * @param taken how long the answer took
     * @param look  {@link #look}
     */
    record Visit(Duration taken, String look) {
    }
}
