package dev.latchkey.bench;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import dev.latchkey.it.kit.Admin;
import dev.latchkey.it.kit.Browser;
import dev.latchkey.it.kit.Burst;
import dev.latchkey.it.kit.Eventually;
import dev.latchkey.it.kit.Mail;
import dev.latchkey.it.kit.Node;
import dev.latchkey.it.kit.SignIn;
import dev.latchkey.it.kit.SmtpServer;

/**
 * How many mails a sign-in causes: 1,000 users who sign in by password and code, of whom 10 % close the tab at the code
 * and begin again, 5 % begin in a second tab as well, and 5 % ask for another mail. The same users once in one browser
 * each, and once with a browser of its own for each restart and each second tab, whose challenge nothing shares: as
 * many mails as where a challenge belongs to a tab.
 */
public final class MailsPerSignIn {

    private static final int SIGN_INS = 1000;
    private static final int THREADS = 8;
    private static final int GROUPS = 20;
    /** The shortest cooldown that the policy allows, and a second. */
    private static final Duration COOLDOWN = Duration.ofSeconds(31);

    private static final Duration SOON = Duration.ofMinutes(1);

    /** What a user does beside a sign-in that goes well. */
    private enum Habit {
        NONE, RESTARTS, SECOND_TAB, RESENDS, RESTARTS_AND_RESENDS;

        static Habit of(int number) {
            return switch (number % GROUPS) {
                case 0 -> RESTARTS;
                case 10 -> number % (2 * GROUPS) == 10 ? RESTARTS : RESTARTS_AND_RESENDS;
                case 5 -> SECOND_TAB;
                case 15 -> number % (2 * GROUPS) == 15 ? RESENDS : NONE;
                default -> NONE;
            };
        }

        boolean restarts() {
            return this == RESTARTS || this == RESTARTS_AND_RESENDS;
        }

        boolean resends() {
            return this == RESENDS || this == RESTARTS_AND_RESENDS;
        }
    }

    private final SmtpServer smtp = new SmtpServer();

    private MailsPerSignIn() {
    }

    /**
     * Runs the comparison and prints it.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        new MailsPerSignIn().run();
    }

    private void run() {
        try (smtp; Node node = new Node("dev-file", "mails-per-sign-in", Map.of())) {
            node.start(server -> { });
            Admin admin = node.admin().roomy(smtp.port());
            Conditions.print("H2, %d sign-ins by %d browsers at a time: %s".formatted(SIGN_INS, THREADS, habits()));
            count(node, admin.users("shared", SIGN_INS), "in one browser", true);
            count(node, admin.users("apart", SIGN_INS), "each restart and second tab in another browser", false);
        }
    }

    private static String habits() {
        return "%d restarts, %d second tabs, %d resends".formatted(
                IntStream.range(0, SIGN_INS).filter(i -> Habit.of(i).restarts()).count(),
                IntStream.range(0, SIGN_INS).filter(i -> Habit.of(i) == Habit.SECOND_TAB).count(),
                IntStream.range(0, SIGN_INS).filter(i -> Habit.of(i).resends()).count());
    }

    private void count(Node node, List<String> users, String what, boolean shared) {
        int before = smtp.mails().size();
        List<SignIn> waiting = Burst.of(SIGN_INS, THREADS, i -> ask(node, users.get(i), Habit.of(i), shared));
        LockSupport.parkNanos(COOLDOWN.toNanos());
        Burst.of(SIGN_INS, THREADS, i -> Habit.of(i).resends() ? waiting.get(i).resend() : waiting.get(i).page());
        long done = Burst.of(SIGN_INS, THREADS, i -> signIn(waiting.get(i))).stream().filter(it -> it).count();
        Eventually.see(SOON, node::metrics, metrics -> metrics.contains("latchkey_mail_queue_used 0.0"));
        int mails = smtp.mails().size() - before;
        System.out.printf("%s: %d mails for %d sign-ins, %.3f each%n", what, mails, done, (double) mails / done);
    }

    /** Returns the page that the user types the code into. */
    private static SignIn ask(Node node, String user, Habit habit, boolean shared) {
        Browser browser = new Browser(node.baseUrl());
        SignIn first = SignIn.withPassword(browser, user);
        return habit.restarts() || habit == Habit.SECOND_TAB
                ? SignIn.withPassword(shared ? browser : browser.reopened(), user)
                : first;
    }

    private boolean signIn(SignIn signIn) {
        String reference = reference(signIn);
        for (int number = 1;; number++) {
            Mail mail = smtp.await(Admin.address(signIn.user()), number);
            if (mail.reference().equals(reference)) {
                return signIn.code(mail.code()).authorizationCode().isPresent();
            }
        }
    }

    private static String reference(SignIn signIn) {
        return signIn.page().body().replaceAll("(?s).*id=\"latchkey-reference\"[^>]*>\\s*([A-Z0-9]+).*", "$1");
    }
}
