package dev.latchkey.risk;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jboss.logging.Logger;

/**
 * The operator's list of networks, which is read again when the file has changed. Where the new file is missing or
 * broken, the list before it stays in force: a download that has failed must let no listed address pass. One thread
 * reads; the others have the list before it meanwhile, and wait for nothing.
 */
public final class NetworkListFile {

    private static final Logger LOG = Logger.getLogger(NetworkListFile.class);
    /** Some 500,000 networks of IPv4, which take about 60 MB of memory. */
    static final long LARGEST_BYTES = 8L * 1024 * 1024;

    private final Path path;
    private final AtomicBoolean reading = new AtomicBoolean();
    private volatile NetworkList list;
    private volatile String version;

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
            if (found.equals(version)) {
                return;
            }
            if (bytes > LARGEST_BYTES) {
                throw new IOException("it has more than " + LARGEST_BYTES + " bytes");
            }
            if (bytes == 0) {
                throw new IOException("it is empty; a list of nothing has a comment");
            }
            try (BufferedReader lines = Files.newBufferedReader(path)) {
                list = NetworkList.of(lines.lines());
            }
        } catch (IOException | RuntimeException e) {
            if (!found.equals(version)) {
                LOG.warnf("The network list %s cannot be used, so %s: %s", path,
                        list == null ? "the risk of each sign-in is medium at least" : "the list before it stays in"
                                + " force", e instanceof IllegalArgumentException ? e.getMessage() : e.toString());
            }
        }
        version = found;
    }
}
