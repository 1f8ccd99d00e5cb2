package dev.latchkey.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;

import dev.latchkey.it.kit.Admin;
import dev.latchkey.it.kit.Node;
import dev.latchkey.it.kit.SmtpServer;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/**
 * Where the processor time of a sign-in goes that a mailed code adds to the password alone: Java Flight Recorder
 * samples the server while users sign in by the one and by the other way, in turn. Printed are, of each method, the
 * samples of a hundred sign-ins in which it was running or had called what ran: by how many the code has more, and
 * those of both.
 *
 * <p>System properties: {@code benchmark.rounds} (default 4), {@code benchmark.block} (sign-ins of a way in a round,
 * default 300), {@code benchmark.users} (users at a time, default 4), {@code benchmark.lines} (methods printed, default
 * 150).
 */
public final class SignInProfile {

    private final int rounds = Integer.getInteger("benchmark.rounds", 4);
    private final int block = Integer.getInteger("benchmark.block", 300);
    private final int users = Integer.getInteger("benchmark.users", 4);
    private final int lines = Integer.getInteger("benchmark.lines", 150);
    private final SmtpServer smtp = new SmtpServer();
    private final Node node = new Node("dev-file", "sign-in-profile", Map.of());

    private SignInProfile() {
    }

    /**
     * Runs and prints the profile.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        new SignInProfile().run();
    }

    private void run() {
        try (smtp; node) {
            // Keycloak calls deeper than the recorder looks by itself
            node.start(server -> server.env("JAVA_OPTS_APPEND", "-XX:FlightRecorderOptions=stackdepth=512"));
            Admin admin = node.admin().roomy(smtp.port()).realm(Map.of("passwordPolicy", ""));
            SignInWays ways = new SignInWays(node, admin, smtp);
            List<SignInWay> compared = List.of(ways.password(), ways.code());
            List<AtomicInteger> next = List.of(new AtomicInteger(), new AtomicInteger());
            List<List<Path>> recordings = List.of(new ArrayList<>(), new ArrayList<>());
            for (int round = -1; round < rounds; round++) {
                for (int way = 0; way < compared.size(); way++) {
                    Path recording = node.directory().resolve("profile-%d-%d.jfr".formatted(way, round));
                    if (round >= 0) {
                        jcmd("JFR.start", "name=latchkey", "settings=profile");
                    }
                    Block.of(compared.get(way), next.get(way), block, users, new ServerCpu(node));
                    if (round >= 0) {
                        jcmd("JFR.dump", "name=latchkey", "filename=" + recording);
                        jcmd("JFR.stop", "name=latchkey");
                        recordings.get(way).add(recording);
                    }
                }
            }
            Conditions.print("H2, %d rounds of %d sign-ins of each way, %d at a time, cheap Argon2".formatted(rounds,
                    block, users));
            print(Shares.of(recordings.get(0)), Shares.of(recordings.get(1)));
        }
    }

    private void jcmd(String... command) {
        List<String> arguments = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(node.pid())));
        arguments.addAll(List.of(command));
        try {
            Process process = new ProcessBuilder(arguments).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes());
            if (process.waitFor() != 0) {
                throw new IllegalStateException(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void print(Shares password, Shares code) {
        double each = 100.0 / rounds / block;
        System.out.printf("samples of a hundred sign-ins: %.1f by password, %.1f by code%n", password.total * each,
                code.total * each);
        Set<String> methods = new TreeSet<>(code.inclusive.keySet());
        methods.addAll(password.inclusive.keySet());
        methods.stream()
                .sorted(Comparator.comparingInt(method -> password.of(method) - code.of(method)))
                .limit(lines)
                .forEach(method -> System.out.printf("%8.2f %8.2f %8.2f  %s%n",
                        (code.of(method) - password.of(method)) * each, code.of(method) * each,
                        password.of(method) * each, method));
    }

    /** Of each method, in how many samples it was on the stack. */
    private static final class Shares {

        private final Map<String, Integer> inclusive = new HashMap<>();
        private int total;

        static Shares of(List<Path> recordings) {
            Shares shares = new Shares();
            recordings.forEach(shares::read);
            return shares;
        }

        int of(String method) {
            return inclusive.getOrDefault(method, 0);
        }

        private void read(Path recording) {
            try (RecordingFile file = new RecordingFile(recording)) {
                while (file.hasMoreEvents()) {
                    RecordedEvent event = file.readEvent();
                    if (event.getEventType().getName().equals("jdk.ExecutionSample")
                            && event.getStackTrace() != null) {
                        add(event);
                    }
                }
                Files.delete(recording);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void add(RecordedEvent event) {
            total++;
            Set<String> seen = new HashSet<>();
            event.getStackTrace().getFrames().stream()
                    .filter(RecordedFrame::isJavaFrame)
                    .map(frame -> frame.getMethod().getType().getName() + "." + frame.getMethod().getName())
                    .filter(seen::add)
                    .forEach(method -> inclusive.merge(method, 1, Integer::sum));
        }
    }
}
