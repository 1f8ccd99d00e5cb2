package dev.latchkey.it.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Supplier;

/** One of the processes that run tests side by side. They share {@link Distributions#work}. */
public final class TestProcess {

    /** Number of this process; no two have the same. */
    public static final int NUMBER = Integer.getInteger("latchkey.process", 0);

    private TestProcess() {
    }

    /**
     * Does work that no other process does at the same time. Another thread of this one must not do it then, either.
     *
     * @param what names the work, as a part of a file name
     * @param work the work
     * @return its result
     */
    public static <T> T alone(String what, Supplier<T> work) {
        Path file = Distributions.work().resolve(what + ".lock");
        try {
            Files.createDirectories(file.getParent());
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                assert lock.isValid();
                return work.get();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
