package dev.latchkey.bench;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.latchkey.it.kit.Browser;
import dev.latchkey.it.kit.Burst;
import dev.latchkey.it.kit.Eventually;
import dev.latchkey.it.kit.Node;
import dev.latchkey.it.kit.SignIn;
import dev.latchkey.it.kit.SmtpServer;

/**
 * How many mails a second a node hands to a mail server that takes no time, 300 ms or 2 s for each, with four workers
 * and with the default: a burst of sign-ins, timed from the first password to the last mail.
 */
public final class MailRate {

    private static final List<Integer> WORKERS = List.of(4, 32);
    private static final List<Duration> DELAYS = List.of(Duration.ZERO, Duration.ofMillis(300), Duration.ofSeconds(2));
    private static final int BURST = 300;
    private static final int THREADS = 16;
    private static final int WARM_UP = 600;
    // a user gets 60 mails an hour at most
    private static final int USERS = 100;

    private final SmtpServer smtp = new SmtpServer();
    private int sent;

    private MailRate() {
    }

    /**
     * Runs the comparison and prints it.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        new MailRate().run();
    }

    private void run() {
        try (smtp) {
            for (int workers : WORKERS) {
                try (Node node = new Node("dev-file", "mail-rate-" + workers, Map.of())) {
                    node.start(server -> server.option("spi-latchkey-mail--default--workers",
                            String.valueOf(workers)));
                    List<String> users = node.admin().roomy(smtp.port()).users("rate", USERS);
                    burst(node, users, WARM_UP, Duration.ZERO);
                    Conditions.print("H2, bursts of %d sign-ins by %d browsers, %d workers at most"
                            .formatted(BURST, THREADS, workers));
                    DELAYS.forEach(delay -> burst(node, users, BURST, delay).print(delay));
                }
            }
        }
    }

    private record Rate(Duration pages, Duration mails, int atOnce) {

        void print(Duration delay) {
            System.out.printf("%d ms a mail: %.1f mails a second, %d at once at most; the last mail %.1f s after the"
                            + " last page, pages in %.1f s%n", delay.toMillis(), BURST * 1e3 / mails.toMillis(), atOnce,
                    mails.minus(pages).toMillis() / 1e3, pages.toMillis() / 1e3);
        }
    }

    private Rate burst(Node node, List<String> users, int count, Duration delay) {
        smtp.delay(delay);
        smtp.forgetMostAtOnce();
        int before = sent;
        List<SignIn> opened = Burst.of(count, THREADS, i -> {
            SignIn signIn = new SignIn(new Browser(node.baseUrl()), users.get((before + i) % USERS));
            signIn.open();
            return signIn;
        });
        int arrived = smtp.mails().size();
        long start = System.nanoTime();
        Burst.of(count, THREADS, i -> {
            opened.get(i).password();
            if (!opened.get(i).page().asksForCode()) {
                throw new IllegalStateException(opened.get(i).page().text());
            }
            return i;
        });
        Duration pages = Duration.ofNanos(System.nanoTime() - start);
        Eventually.see(Duration.ofMinutes(5), () -> smtp.mails().size() - arrived, taken -> taken == count);
        sent += count;
        return new Rate(pages, Duration.ofNanos(System.nanoTime() - start), smtp.mostAtOnce());
    }
}
