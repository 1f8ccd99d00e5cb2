package dev.latchkey.risk.provider;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import org.jboss.logging.Logger;

/**
 * The operator's list of networks, which is read again when the file has changed. A file that is missing or broken is
 * no list, also where there was a good one before: an old list would hide that the new one counts for nothing.
 */
public final class NetworkListFile {

    private static final Logger LOG = Logger.getLogger(NetworkListFile.class);
    private static final long LARGEST_BYTES = 64L * 1024 * 1024;

    private final Path path;
    private NetworkList list;
    private String version;

    /** @param path the file */
    public NetworkListFile(Path path) {
        this.path = path;
    }

    /** @return the list as the file has it; empty for one that is missing or broken */
    public synchronized Optional<NetworkList> list() {
        read();
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
            list = NetworkList.of(Files.readAllLines(path));
        } catch (IOException | RuntimeException e) {
            list = null;
            if (!found.equals(version)) {
                LOG.warnf("The network list %s cannot be used, so the risk of each sign-in is medium at least: %s",
                        path, e instanceof IllegalArgumentException ? e.getMessage() : e.toString());
            }
        }
        version = found;
    }
}
