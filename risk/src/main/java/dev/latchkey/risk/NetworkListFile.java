package dev.latchkey.risk;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jboss.logging.Logger;

/**
 * The operator's list of networks, which is read again when the file has changed. Where the new file is missing or
 * broken, the list before it stays in force: a download that has failed must let no listed address pass. What could not
 * be read is tried again each time, what was read and is no list when it has changed. One thread reads; the others have
 * the list before it meanwhile, and wait for nothing.
 */
public final class NetworkListFile {

    private static final Logger LOG = Logger.getLogger(NetworkListFile.class);
    /** Some 500,000 networks of IPv4, which take about 60 MB of memory. */
    static final long LARGEST_BYTES = 8L * 1024 * 1024;

    private final Path path;
    private final AtomicBoolean reading = new AtomicBoolean();
    private volatile NetworkList list;
    /** Of the file that was read last, whether it was a list or not; null where it could not be read. */
    private volatile String version;
    private volatile String warned;

    /** @param path the file */
    public NetworkListFile(Path path) {
        this.path = path;
    }

    /** @return the newest list that could be read; empty where there was none yet */
    public Optional<NetworkList> list() {
        if (reading.compareAndSet(false, true)) {
            try {
                read();
            } finally {
                reading.set(false);
            }
        }
        return Optional.ofNullable(list);
    }

    private void read() {
        String found = "none";
        try {
            long bytes = Files.size(path);
            found = Files.getLastModifiedTime(path).toMillis() + "/" + bytes;
            if (!found.equals(version)) {
                list = read(bytes);
                version = found;
                warned = null;
            }
        } catch (IllegalArgumentException e) {
            // it will be no list before it changes
            version = found;
            warn(found, e.getMessage());
        } catch (IOException | RuntimeException e) {
            version = null;
            warn(found, e.toString());
        }
    }

    private NetworkList read(long bytes) throws IOException {
        if (bytes > LARGEST_BYTES) {
            throw new IllegalArgumentException("it has more than " + LARGEST_BYTES + " bytes");
        }
        if (bytes == 0) {
            throw new IllegalArgumentException("it is empty; a list of nothing has a comment");
        }
        try (BufferedReader lines = Files.newBufferedReader(path)) {
            return NetworkList.of(lines.lines());
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof CharacterCodingException) {
                throw new IllegalArgumentException("it is no text in UTF-8", e);
            }
            throw e;
        }
    }

    /** Once for each change of the file, however often it is tried again. */
    private void warn(String found, String why) {
        if (!found.equals(warned)) {
            LOG.warnf("The network list %s cannot be used, so %s: %s", path,
                    list == null ? "the risk of each sign-in is medium at least" : "the list before it stays in force",
                    why);
        }
        warned = found;
    }
}
