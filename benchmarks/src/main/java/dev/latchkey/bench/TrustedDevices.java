package dev.latchkey.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.latchkey.it.kit.Admin;
import dev.latchkey.it.kit.Browser;
import dev.latchkey.it.kit.Node;
import dev.latchkey.it.kit.Page;
import dev.latchkey.it.kit.SignIn;
import dev.latchkey.it.kit.SmtpServer;

/**
 * Sign-ins a second on trusted devices, compared with password-only sign-ins through Keycloak's own browser flow. The
 * two alternate in blocks on the same server, with Keycloak's usual password hash, two people at a time.
 */
public final class TrustedDevices {

    private static final int USERS = 10;
    private static final int WARM_UP = 150;
    private static final int BLOCKS = 8;
    private static final int BLOCK = 60;
    private static final int THREADS = 2;

    private final SmtpServer smtp = new SmtpServer();
    private final Node node = new Node("dev-file", "trusted-devices", Map.of());
    private final List<String> users = new ArrayList<>();
    private final List<Browser> browsers = new ArrayList<>();

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
            users.addAll(admin.users("bench", USERS));
            users.forEach(user -> browsers.add(trusted(user)));
            signIns(admin, WARM_UP, true);
            signIns(admin, WARM_UP, false);
            double trusted = 0;
            double passwordOnly = 0;
            for (int block = 0; block < BLOCKS; block++) {
                // in turn one and the other goes first, since the server gets faster as it warms up
                boolean first = block % 2 == 0;
                double firstRate = signIns(admin, BLOCK, first);
                double secondRate = signIns(admin, BLOCK, !first);
                trusted += first ? firstRate : secondRate;
                passwordOnly += first ? secondRate : firstRate;
            }
            Conditions.print("H2, %d people at a time, %d blocks of %d each, Argon2".formatted(THREADS, BLOCKS, BLOCK));
            System.out.printf("sign-ins a second: %.1f on trusted devices, %.1f with the password alone%n",
                    trusted / BLOCKS, passwordOnly / BLOCKS);
            System.out.printf("ratio of the means: %.3f%n", trusted / passwordOnly);
        }
    }

    private Browser trusted(String user) {
        SignIn signIn = SignIn.withPassword(new Browser(node.baseUrl()), user);
        arrived(signIn.codeAndTrust(smtp.await(Admin.address(user), 1).code()));
        return signIn.browser().reopened();
    }

    /** Signs in so often and says how many a second that were. */
    private double signIns(Admin admin, int count, boolean onTrustedDevices) {
        admin.realm(Map.of("browserFlow", onTrustedDevices ? "latchkey browser" : "browser"));
        long start = System.nanoTime();
        List<Thread> threads = new ArrayList<>();
        List<Throwable> failures = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            int number = thread;
            threads.add(new Thread(() -> {
                // each person belongs to one thread, so that no device is used by two at once
                for (int i = number; i < count; i += THREADS) {
                    int person = i % USERS;
                    Browser browser = browsers.get(person);
                    arrived(SignIn.withPassword(browser, users.get(person)).page());
                    browsers.set(person, browser.reopened());
                }
            }));
            threads.get(thread).setUncaughtExceptionHandler((failed, e) -> failures.add(e));
            threads.get(thread).start();
        }
        threads.forEach(TrustedDevices::join);
        if (!failures.isEmpty()) {
            throw new IllegalStateException(failures.get(0));
        }
        return count / (Duration.ofNanos(System.nanoTime() - start).toMillis() / 1000.0);
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
