package dev.latchkey.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

import dev.latchkey.it.kit.Node;

/** The processor time that a server has used. */
final class ServerCpu {

    /** Keeps the threads whose time {@link #compiling} adds up. */
    static final String JVM_OPTION = "-XX:-UseDynamicNumberOfCompilerThreads";

    /** Linux tells times of threads in hundredths of a second. */
    private static final long TICK_MILLIS = 10;
    private static final int USER_TICKS = 11;

    private final Node node;

    ServerCpu(Node node) {
        this.node = node;
    }

    /**
     * @return the time of all its threads since its start
     * @throws IllegalStateException if the operating system does not tell it
     */
    Duration used() {
        return ProcessHandle.of(node.pid()).flatMap(process -> process.info().totalCpuDuration())
                .orElseThrow(() -> new IllegalStateException("No processor time is known of the server"));
    }

    /**
     * @return how much of it the JVM has spent on its compilers, which a server that runs for days does no more; zero
     *         where the operating system is not Linux
     */
    Duration compiling() {
        Path threads = Path.of("/proc", Long.toString(node.pid()), "task");
        if (!Files.isDirectory(threads)) {
            return Duration.ZERO;
        }
        try (Stream<Path> each = Files.list(threads)) {
            return Duration.ofMillis(TICK_MILLIS * each.mapToLong(ServerCpu::compilerTicks).sum());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long compilerTicks(Path thread) {
        try {
            String stat = Files.readString(thread.resolve("stat"));
            // the name, which Linux cuts after 15 characters, may hold spaces
            int end = stat.lastIndexOf(')');
            String name = stat.substring(stat.indexOf('(') + 1, end);
            if (!name.matches("C[12] CompilerThre|Sweeper thread")) {
                return 0;
            }
            String[] fields = stat.substring(end + 2).split(" ");
            return Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[USER_TICKS + 1]);
        } catch (NoSuchFileException e) {
            // it has ended since
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
