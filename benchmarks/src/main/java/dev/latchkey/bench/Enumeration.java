package dev.latchkey.bench;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

import dev.latchkey.it.kit.Admin;
import dev.latchkey.it.kit.Browser;
import dev.latchkey.it.kit.Node;
import dev.latchkey.it.kit.Page;
import dev.latchkey.it.kit.SmtpServer;

/**
 * Whether anybody can measure which addresses have an account: at each door that asks before any factor, 500 timed
 * requests each for addresses with and without an account, in turn, compared by a two-sample Kolmogorov-Smirnov test.
 */
public final class Enumeration {

    private static final int SAMPLES = 500;
    private static final int WARM_UP = 60;
    private static final String AUTH = "/realms/" + Admin.REALM + "/protocol/openid-connect/auth?";
    private static final String RESET =
            "/realms/" + Admin.REALM + "/login-actions/reset-credentials?client_id=demo-app";
    private static final String PASSWORD_FORM = "kc-form-login";
    private static final String RESET_FORM = "kc-reset-password-form";
    private static final String REGISTRATION_FORM = "kc-register-form";
    // of the verifier that RFC 7636 has in its appendix
    private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    private final SmtpServer smtp = new SmtpServer();
    private final Node node = new Node("dev-file", "enumeration", Map.of());
    private int strangers;

    private Enumeration() {
    }

    /**
     * Runs the comparison at each door and prints it.
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
                            "latchkey.limits.send-ip-minute", "60000",
                            "latchkey.limits.send-ip-hour", "100000",
                            "latchkey.limits.sign-up-ip-minute", "60000")));
            List<String> users = admin.users("known", SAMPLES + WARM_UP);
            Conditions.print("H2, one request at a time, %d each in turn".formatted(SAMPLES));
            compare("password reset", users, this::reset);
            compare("sign-up       ", users, this::signUp);
            admin.call("PUT", "", Map.of("browserFlow", "latchkey passwordless"));
            compare("passwordless  ", users, this::passwordless);
        }
    }

    private void compare(String door, List<String> users, Function<String, Duration> visit) {
        for (String user : users.subList(SAMPLES, users.size())) {
            visit.apply(Admin.address(user));
            visit.apply(stranger());
        }
        List<Duration> known = new ArrayList<>();
        List<Duration> unknown = new ArrayList<>();
        for (String user : users.subList(0, SAMPLES)) {
            known.add(visit.apply(Admin.address(user)));
            unknown.add(visit.apply(stranger()));
        }
        Figures.print(door + ", with an account   ", known);
        Figures.print(door + ", without an account", unknown);
        System.out.printf("%s: D = %.4f, p = %.3f (wanted: more than 0.01)%n", door,
                KolmogorovSmirnov.distance(millis(known), millis(unknown)),
                KolmogorovSmirnov.probability(millis(known), millis(unknown)));
    }

    private Duration reset(String address) {
        Browser browser = new Browser(node.baseUrl());
        browser.get(authorization(""));
        Page form = browser.get(RESET);
        return timed(() -> browser.post(form.action(RESET_FORM), Map.of("username", address)));
    }

    private Duration signUp(String address) {
        Browser browser = new Browser(node.baseUrl());
        Page form = browser.get(authorization("create"));
        return timed(() -> browser.post(form.action(REGISTRATION_FORM), Map.of("firstName", "Nora", "lastName", "New",
                "email", address, "password", "correct horse battery", "password-confirm", "correct horse battery")));
    }

    private Duration passwordless(String address) {
        Browser browser = new Browser(node.baseUrl());
        Page form = browser.get(authorization(""));
        return timed(() -> browser.post(form.action(PASSWORD_FORM), Map.of("username", address)));
    }

    private static String authorization(String prompt) {
        return AUTH + "client_id=demo-app&response_type=code&scope=openid&code_challenge_method=S256&code_challenge="
                + CHALLENGE + "&redirect_uri=" + URLEncoder.encode(Browser.CALLBACK, StandardCharsets.UTF_8)
                + (prompt.isEmpty() ? "" : "&prompt=" + prompt);
    }

    private static Duration timed(Supplier<Page> request) {
        long start = System.nanoTime();
        Page page = request.get();
        Duration taken = Duration.ofNanos(System.nanoTime() - start);
        if (!page.asksForCode()) {
            throw new IllegalStateException(page.toString());
        }
        return taken;
    }

    /** As long as an address with an account. */
    private String stranger() {
        return "guess%d@latchkey.example".formatted(strangers++);
    }

    private static List<Double> millis(List<Duration> times) {
        return times.stream().map(time -> time.toNanos() / 1e6).toList();
    }
}
