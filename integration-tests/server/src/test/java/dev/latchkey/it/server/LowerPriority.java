package dev.latchkey.it.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestPlan;

/**
 * Lets the flow tests, which run at the same time, have a processor whenever they need one: they wait for most of their
 * time, for answers that are padded, and would otherwise go on alone for a third of the build. The servers and
 * databases of these tests inherit the priority. On Linux alone; elsewhere the build takes longer.
 */
public final class LowerPriority implements TestExecutionListener {

    private static final Path THREADS = Path.of("/proc/self/task");
    private static final String NICENESS = "10";

    private final AtomicBoolean lowered = new AtomicBoolean();

    /** Not before: Maven looks for tests in its own process, whose priority is that of the flow tests as well. */
    @Override
    public void testPlanExecutionStarted(TestPlan plan) {
        if (lowered.compareAndSet(false, true)) {
            lower();
        }
    }

    private static void lower() {
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
