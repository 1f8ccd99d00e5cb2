package dev.latchkey.geoip;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.maxmind.db.Reader;
import com.maxmind.geoip2.DatabaseReader;
import com.maxmind.geoip2.exception.GeoIp2Exception;
import com.maxmind.geoip2.model.CityResponse;
import com.maxmind.geoip2.model.CountryResponse;
import com.maxmind.geoip2.record.AbstractNamedRecord;
import com.maxmind.geoip2.record.Country;
import dev.latchkey.common.net.Label;
import org.jboss.logging.Logger;

/** A file in MaxMind's format that knows cities or countries. A failure here fails nothing else. */
final class GeoIpFile {

    private static final Logger LOG = Logger.getLogger(GeoIpFile.class);

    private final DatabaseReader reader;
    private final boolean cities;
    private final AtomicBoolean complained = new AtomicBoolean();

    private GeoIpFile(DatabaseReader reader) {
        this.reader = reader;
        this.cities = !type(reader).contains("Country");
    }

    /**
     * Reads the whole file into memory: overwriting a memory-mapped file would crash the server's process.
     *
     * @param path the file
     * @return the loaded file
     * @throws IOException if it cannot be read, is damaged, or knows neither cities nor countries
     */
    static GeoIpFile open(Path path) throws IOException {
        DatabaseReader reader;
        try {
            reader = new DatabaseReader.Builder(path.toFile()).fileMode(Reader.FileMode.MEMORY).build();
        } catch (RuntimeException e) {
            // what the reader throws depends on where the damage is
            throw new IOException("it is damaged", e);
        }
        if (!type(reader).matches(".*(City|Country|Enterprise).*")) {
            throw new IOException("it is of type " + Label.shorten(type(reader)) + ", not of cities or countries");
        }
        return new GeoIpFile(reader);
    }

    private static String type(DatabaseReader reader) {
        return reader.getMetadata().getDatabaseType();
    }

    /** City and country, or what of them is known. */
    Optional<String> location(InetAddress address, Locale locale) {
        try {
            return cities
                    ? reader.tryCity(address).flatMap(found -> words(found, locale))
                    : reader.tryCountry(address).flatMap(found -> words(found, locale));
        } catch (IOException | GeoIp2Exception | RuntimeException e) {
            complain(e);
            return Optional.empty();
        }
    }

    /** The country's code in two letters (ISO 3166). */
    Optional<String> country(InetAddress address) {
        try {
            return (cities
                    ? reader.tryCity(address).map(CityResponse::getCountry)
                    : reader.tryCountry(address).map(CountryResponse::getCountry))
                    .map(Country::getIsoCode).filter(code -> code.matches("[A-Z]{2}"));
        } catch (IOException | GeoIp2Exception | RuntimeException e) {
            complain(e);
            return Optional.empty();
        }
    }

    /** Where the city or country lies; a file of countries does not say. */
    Optional<Coordinates> coordinates(InetAddress address) {
        if (!cities) {
            return Optional.empty();
        }
        try {
            return reader.tryCity(address).map(CityResponse::getLocation)
                    .filter(found -> found.getLatitude() != null && found.getLongitude() != null)
                    .map(found -> Coordinates.rounded(found.getLatitude(), found.getLongitude()));
        } catch (IOException | GeoIp2Exception | RuntimeException e) {
            complain(e);
            return Optional.empty();
        }
    }

    private void complain(Exception e) {
        if (complained.compareAndSet(false, true)) {
            LOG.warn("The place file is damaged, so some addresses have no place", e);
        }
    }

    private static Optional<String> words(CityResponse found, Locale locale) {
        return words(locale, found.getCity(), found.getCountry());
    }

    private static Optional<String> words(CountryResponse found, Locale locale) {
        return words(locale, found.getCountry());
    }

    private static Optional<String> words(Locale locale, AbstractNamedRecord... records) {
        String location = Stream.of(records).map(named -> name(named.getNames(), locale))
                .filter(name -> !name.isEmpty()).collect(Collectors.joining(", "));
        return Optional.of(Label.shorten(location)).filter(text -> !text.isEmpty());
    }

    private static String name(Map<String, String> names, Locale locale) {
        return Stream.of(locale.toLanguageTag(), locale.getLanguage(), Locale.ENGLISH.getLanguage())
                .map(names::get).map(Label::clean).filter(name -> !name.isEmpty()).findFirst().orElse("");
    }
}
