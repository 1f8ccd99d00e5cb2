package dev.latchkey.geoip;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

import com.maxmind.db.Reader;
import com.maxmind.geoip2.DatabaseReader;
import com.maxmind.geoip2.exception.GeoIp2Exception;
import com.maxmind.geoip2.model.AsnResponse;
import dev.latchkey.common.net.Label;
import org.jboss.logging.Logger;

/** A file in MaxMind's format that knows the autonomous systems of addresses. A failure here fails nothing else. */
final class GeoIpNetworkFile {

    private static final Logger LOG = Logger.getLogger(GeoIpNetworkFile.class);

    private final DatabaseReader reader;
    private final AtomicBoolean complained = new AtomicBoolean();

    private GeoIpNetworkFile(DatabaseReader reader) {
        this.reader = reader;
    }

    /**
     * Reads the whole file into memory, as {@link GeoIpFile} does.
     *
     * @param path the file
     * @return the loaded file
     * @throws IOException if it cannot be read, is damaged, or does not know autonomous systems
     */
    static GeoIpNetworkFile open(Path path) throws IOException {
        DatabaseReader reader;
        try {
            reader = new DatabaseReader.Builder(path.toFile()).fileMode(Reader.FileMode.MEMORY).build();
        } catch (RuntimeException e) {
            // what the reader throws depends on where the damage is
            throw new IOException("it is damaged", e);
        }
        String type = reader.getMetadata().getDatabaseType();
        if (!type.contains("ASN")) {
            throw new IOException("it is of type " + Label.shorten(type) + ", not of autonomous systems");
        }
        return new GeoIpNetworkFile(reader);
    }

    Optional<String> network(InetAddress address) {
        try {
            return reader.tryAsn(address).map(AsnResponse::getAutonomousSystemNumber).map(number -> "AS" + number);
        } catch (IOException | GeoIp2Exception | RuntimeException e) {
            if (complained.compareAndSet(false, true)) {
                LOG.warn("The network file is damaged, so some addresses have no network", e);
            }
            return Optional.empty();
        }
    }
}
