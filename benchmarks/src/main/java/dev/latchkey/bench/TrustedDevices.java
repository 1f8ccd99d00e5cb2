package dev.latchkey.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

import dev.latchkey.it.kit.Admin;
import dev.latchkey.it.kit.Browser;
import dev.latchkey.it.kit.Node;
import dev.latchkey.it.kit.Page;
import dev.latchkey.it.kit.SignIn;
import dev.latchkey.it.kit.SmtpServer;

/**
 * Sign-ins a second on trusted devices, compared with password-only sign-ins through Keycloak's own browser flow. Each
 * user signs in to an application that goes the one way and to one that goes the other, in turn, on the same server,
 * with Keycloak's usual password hash, two users at a time: whatever slows the machine down slows both.
 */
public final class TrustedDevices {

    private static final int USERS = 10;
    private static final int WARM_UP = 300;
    private static final int SAMPLES = 4_000;
    private static final int THREADS = 2;
    private static final String TRUSTED = "demo-app";
    private static final String PASSWORD_ONLY = "password-app";

    private final SmtpServer smtp = new SmtpServer();
    private final Node node = new Node("dev-file", "trusted-devices", Map.of());
    private final List<String> users = new ArrayList<>();
    private final List<Browser> browsers = new ArrayList<>();
    private final List<Duration> trusted = Collections.synchronizedList(new ArrayList<>());
    private final List<Duration> passwordOnly = Collections.synchronizedList(new ArrayList<>());

    private TrustedDevices() {
    }

    /**
     * Runs the comparison and prints it.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        new TrustedDevices().run();
    }

    private void run() {
        try (smtp; node) {
            node.start(server -> { });
            Admin admin = node.admin().roomy(smtp.port()).realm(Map.of("passwordPolicy", ""));
            addPasswordOnly(admin);
            users.addAll(admin.users("bench", USERS));
            users.forEach(user -> browsers.add(trusted(user)));
            signIns(WARM_UP);
            trusted.clear();
            passwordOnly.clear();
            signIns(SAMPLES);
            Conditions.print("H2, %d users at a time, %d sign-ins each in turn, Argon2".formatted(THREADS, SAMPLES));
            System.out.printf("sign-ins a second: %.1f on trusted devices, %.1f with the password alone%n",
                    rate(trusted), rate(passwordOnly));
            System.out.printf("ratio: %.3f, standard error %.3f%n", rate(trusted) / rate(passwordOnly),
                    Math.hypot(relativeError(trusted), relativeError(passwordOnly)));
            Figures.print("on a trusted device    ", trusted);
            Figures.print("with the password alone", passwordOnly);
        }
    }

    private static void addPasswordOnly(Admin admin) {
        String flow = StreamSupport.stream(admin.call("GET", "/authentication/flows", null).spliterator(), false)
                .filter(candidate -> candidate.get("alias").asText().equals("browser"))
                .findFirst().orElseThrow().get("id").asText();
        admin.call("POST", "/clients", Map.of("clientId", PASSWORD_ONLY, "publicClient", true,
                "redirectUris", List.of(Browser.CALLBACK),
                "authenticationFlowBindingOverrides", Map.of("browser", flow)));
    }

    private Browser trusted(String user) {
        SignIn signIn = SignIn.withPassword(new Browser(node.baseUrl()), user);
        arrived(signIn.codeAndTrust(smtp.await(Admin.address(user), 1).code()));
        return signIn.browser().reopened();
    }

    /** Signs in so often in each of the two ways. */
    private void signIns(int count) {
        List<Thread> threads = new ArrayList<>();
        List<Throwable> failures = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            int number = thread;
            threads.add(new Thread(() -> {
                // each user belongs to one thread, so that no device is used by two at once
                for (int i = number; i < count; i += THREADS) {
                    // in turn one and the other goes first
                    boolean first = i / THREADS % 2 == 0;
                    signIn(i % USERS, first);
                    signIn(i % USERS, !first);
                }
            }));
            threads.get(thread).setUncaughtExceptionHandler((failed, e) -> failures.add(e));
            threads.get(thread).start();
        }
        threads.forEach(TrustedDevices::join);
        if (!failures.isEmpty()) {
            throw new IllegalStateException(failures.get(0));
        }
    }

    private void signIn(int number, boolean onTrustedDevice) {
        Browser browser = browsers.get(number);
        long start = System.nanoTime();
        SignIn signIn = new SignIn(browser, users.get(number));
        signIn.openFor(onTrustedDevice ? TRUSTED : PASSWORD_ONLY);
        arrived(signIn.password());
        (onTrustedDevice ? trusted : passwordOnly).add(Duration.ofNanos(System.nanoTime() - start));
        browsers.set(number, browser.reopened());
    }

    /** What all threads together would do in a second of this way alone. */
    private static double rate(List<Duration> times) {
        return THREADS / mean(times);
    }

    private static double mean(List<Duration> times) {
        return times.stream().mapToLong(Duration::toNanos).average().orElseThrow() / 1e9;
    }

    /** The standard error of the mean as a part of it: what chance alone may do to the rate. */
    private static double relativeError(List<Duration> times) {
        double mean = mean(times);
        double squares = times.stream().mapToDouble(time -> time.toNanos() / 1e9 - mean).map(off -> off * off).sum();
        return Math.sqrt(squares / (times.size() - 1) / times.size()) / mean;
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void arrived(Page page) {
        if (!Browser.isCallback(page.uri())) {
            throw new IllegalStateException("Not signed in: " + page.text());
        }
    }
}
