package dev.latchkey.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import dev.latchkey.it.kit.Browser;
import dev.latchkey.it.kit.Burst;
import dev.latchkey.it.kit.Node;
import dev.latchkey.it.kit.SignIn;
import dev.latchkey.it.kit.SmtpServer;

/**
 * 2,000 sign-ins that each want a mail, on a server whose mail server takes connections and never answers: how many
 * mails the queue takes, how fast the pages stay, and what it costs in memory. Then the same once more on the queue
 * that is full already.
 */
public final class MailFlood {

    private static final int SENDS = 2_000;
    private static final int THREADS = 50;
    private static final int WARM_UP = 1_000;
    private static final int CALM = 200;
    // a user gets 60 mails an hour at most
    private static final int USERS = 100;
    private static final String BUSY = "We cannot send emails right now";

    private final SmtpServer smtp = new SmtpServer();
    private final Node node = new Node("dev-file", "mail-flood", Map.of());

    private MailFlood() {
    }

    /**
     * Runs the floods and prints the results.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        new MailFlood().run();
    }

    private void run() {
        try (smtp; node) {
            node.start(server -> { });
            List<String> users = node.admin().roomy(smtp.port()).users("flood", USERS);
            Memory memory = new Memory(node);
            Burst.of(CALM, THREADS, i -> SignIn.withPassword(new Browser(node.baseUrl()), users.get(i % USERS)));

            openings(WARM_UP);
            List<Duration> calm = openings(CALM);
            smtp.mood(SmtpServer.Mood.HANGS);
            Conditions.print("H2, heap of 512 MB at most, %d browsers at a time, default queue".formatted(THREADS));
            memory.print("before");
            List<Duration> first = flood(users, "first flood");
            memory.print("after the first flood");
            List<Duration> meanwhile = openings(CALM);
            flood(users, "second flood");
            memory.print("after the second flood");
            Figures.print("sign-in page, calm                  ", calm);
            Figures.print("sign-in page, queue full and hanging", meanwhile);
            System.out.printf("ratio of the medians: %.3f%n", Figures.ratio(meanwhile, calm));
            Figures.print("page after the password in the flood", first);
        }
    }

    private List<Duration> openings(int count) {
        List<Duration> times = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long start = System.nanoTime();
            new SignIn(new Browser(node.baseUrl()), "anybody").open();
            times.add(Duration.ofNanos(System.nanoTime() - start));
        }
        return times;
    }

    private List<Duration> flood(List<String> users, String name) {
        List<SignIn> opened = Burst.of(SENDS, THREADS, i -> {
            SignIn signIn = new SignIn(new Browser(node.baseUrl()), users.get(i % USERS));
            signIn.open();
            return signIn;
        });
        long start = System.nanoTime();
        List<Duration> times = Burst.of(SENDS, THREADS, i -> {
            long begun = System.nanoTime();
            opened.get(i).password();
            return Duration.ofNanos(System.nanoTime() - begun);
        });
        Duration all = Duration.ofNanos(System.nanoTime() - start);
        long taken = opened.stream().filter(signIn -> signIn.page().asksForCode()).count();
        long refused = opened.stream().filter(signIn -> signIn.page().text().contains(BUSY)).count();
        int other = (int) IntStream.range(0, SENDS).filter(i -> !opened.get(i).page().asksForCode()
                && !opened.get(i).page().text().contains(BUSY)).count();
        System.out.printf("%s: %d sends in %.1f s: %d queued, %d refused with \"try again in a moment\", %d other%n",
                name, SENDS, all.toMillis() / 1000.0, taken, refused, other);
        return times;
    }
}
