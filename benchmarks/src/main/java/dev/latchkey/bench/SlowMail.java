package dev.latchkey.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.latchkey.it.kit.Browser;
import dev.latchkey.it.kit.Eventually;
import dev.latchkey.it.kit.Node;
import dev.latchkey.it.kit.SignIn;
import dev.latchkey.it.kit.SmtpServer;

/**
 * How long the page after the password takes with a mail server that needs two seconds for each mail, compared with one
 * that takes mails at once. The two alternate in blocks on the same server, one sign-in at a time.
 */
public final class SlowMail {

    private static final Duration SLOW = Duration.ofSeconds(2);
    private static final int WARM_UP = 600;
    private static final int BLOCKS = 6;
    private static final int BLOCK = 50;
    // a user gets 60 mails an hour at most
    private static final int USERS = 30;

    private final SmtpServer smtp = new SmtpServer();
    private final Node node = new Node("dev-file", "slow-mail", Map.of());
    private List<String> users;
    private int sent;

    private SlowMail() {
    }

    /**
     * Runs the comparison and prints it.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        new SlowMail().run();
    }

    private void run() {
        try (smtp; node) {
            node.start(server -> { });
            users = node.admin().roomy(smtp.port()).users("bench", USERS);
            block(WARM_UP, Duration.ZERO);
            List<Duration> fast = new ArrayList<>();
            List<Duration> slow = new ArrayList<>();
            for (int i = 0; i < BLOCKS; i++) {
                // in turn one and the other goes first, since the server gets faster as it warms up
                Duration first = i % 2 == 0 ? Duration.ZERO : SLOW;
                (first.isZero() ? fast : slow).addAll(block(BLOCK, first));
                Duration second = SLOW.minus(first);
                (second.isZero() ? fast : slow).addAll(block(BLOCK, second));
            }
            Conditions.print("H2, one sign-in at a time, %d blocks of %d each, 2 s a mail".formatted(BLOCKS, BLOCK));
            Figures.print("page after the password, mail server at once", fast);
            Figures.print("page after the password, mail server slow   ", slow);
            System.out.printf("ratio of the medians: %.3f%n", Figures.ratio(slow, fast));
        }
    }

    private List<Duration> block(int count, Duration delay) {
        smtp.delay(delay);
        List<Duration> times = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            SignIn signIn = new SignIn(new Browser(node.baseUrl()), users.get(sent++ % USERS));
            signIn.open();
            long start = System.nanoTime();
            signIn.password();
            times.add(Duration.ofNanos(System.nanoTime() - start));
            if (!signIn.page().asksForCode()) {
                throw new IllegalStateException(signIn.page().text());
            }
        }
        // what still waits must not weigh on the next block
        smtp.delay(Duration.ZERO);
        Eventually.see(Duration.ofMinutes(2), () -> smtp.mails().size(), taken -> taken == sent);
        return times;
    }
}
