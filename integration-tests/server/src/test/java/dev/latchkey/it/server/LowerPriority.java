package dev.latchkey.it.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Lets the flow tests, which run at the same time, have a processor whenever they need one: they wait for most of their
 * time, for answers that are padded, and would otherwise go on alone for a third of the build. The servers and
 * databases of these tests inherit the priority. On Linux alone; elsewhere the build takes longer.
 */
public final class LowerPriority implements LauncherSessionListener {

    private static final Path THREADS = Path.of("/proc/self/task");
    private static final String NICENESS = "10";

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        List<String> command = new ArrayList<>(List.of("renice", "-n", NICENESS, "-p"));
        try (Stream<Path> threads = Files.list(THREADS)) {
            threads.map(thread -> thread.getFileName().toString()).forEach(command::add);
            new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            System.out.println("The priority stays as it is: " + e.getMessage());
        }
    }
}
