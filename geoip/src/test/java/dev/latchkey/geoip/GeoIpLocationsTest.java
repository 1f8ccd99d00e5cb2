package dev.latchkey.geoip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GeoIpLocationsTest {

    private static final Map<String, String> GERMANY = Map.of("en", "Germany", "de", "Deutschland");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "nowhere", textBlock = """
            192.0.2.7              | de | München, Deutschland
            192.0.2.7              | en | Munich, Germany
            192.0.2.7              | fr | Munich, Germany
            192.0.2.7              | de-AT | München, Deutschland
            ::ffff:192.0.2.7       | en | Munich, Germany
            192.0.3.1              | en | nowhere
            198.51.100.200         | en | Germany
            198.51.100.100         | en | nowhere
            2001:db8:1::7          | de | Bern
            2001:db8:1::7%eth0     | de | Bern
            2001:db8:2::7          | de | nowhere
            127.0.0.1              | en | nowhere
            unknown                | en | nowhere
            192.0.2.7.example.com  | en | nowhere
            1.2.3                  | en | nowhere
            """)
    void tellsThePlaceInTheReadersLanguage(String address, String language, String location) throws IOException {
        GeoIpLocations locations = new GeoIpLocations(GeoIpFile.open(cities()), null);
        assertEquals(Optional.ofNullable(location), locations.of(address, Locale.forLanguageTag(language)));
    }

    @Test
    void aFileOfCountriesTellsCountries() throws IOException {
        Path file = new GeoIpFileWriter("GeoLite2-Country").location("192.0.2.0", 24, Map.of(), GERMANY)
                .to(folder.resolve("countries.mmdb"));
        assertEquals(Optional.of("Deutschland"),
                new GeoIpLocations(GeoIpFile.open(file), null).of("192.0.2.7", Locale.GERMAN));
    }

    @Test
    void withoutAFileThereIsNoPlace() {
        assertEquals(Optional.empty(), new GeoIpLocations(null, null).of("192.0.2.7", Locale.ENGLISH));
    }

    @Test
    void whatTheFileSaysIsTextInOneLineAndNotLong() throws IOException {
        Path file = new GeoIpFileWriter("GeoLite2-City")
                .location("192.0.2.0", 24, Map.of("en", "<b>\r\nBcc: a@b\u202e" + "x".repeat(100)), GERMANY)
                .to(folder.resolve("hostile.mmdb"));
        String location = new GeoIpLocations(GeoIpFile.open(file), null).of("192.0.2.7", Locale.ENGLISH).orElseThrow();
        assertTrue(location.startsWith("<b>Bcc: a@bxxx") && location.length() == 64, location);
    }

    @Test
    void aFileThatIsNotThereIsRefused() {
        assertThrows(IOException.class, () -> GeoIpFile.open(folder.resolve("none.mmdb")));
        assertThrows(IOException.class, () -> GeoIpFile.open(folder));
    }

    @Test
    void aFileOfAnotherKindIsRefused() {
        Path file = new GeoIpFileWriter("GeoLite2-ASN").to(folder.resolve("asn.mmdb"));
        assertThrows(IOException.class, () -> GeoIpFile.open(file));
    }

    @Test
    void tellsCountryPlaceAndNetwork() throws IOException {
        Path cities = new GeoIpFileWriter("GeoLite2-City").place("192.0.2.0", 24, "DE", 48.14, 11.58)
                .to(folder.resolve("places.mmdb"));
        Path networks = new GeoIpFileWriter("GeoLite2-ASN").network("192.0.2.0", 24, 64_496)
                .to(folder.resolve("networks.mmdb"));
        GeoIpLocations locations = new GeoIpLocations(GeoIpFile.open(cities), GeoIpNetworkFile.open(networks));
        assertEquals(Optional.of("DE"), locations.country("192.0.2.7"));
        assertEquals(Optional.of(new Coordinates(48, 12)), locations.coordinates("192.0.2.7"));
        assertEquals(Optional.of("AS64496"), locations.network("192.0.2.7"));
        for (String unknown : new String[] {"192.0.3.1", "unknown", "1.2.3"}) {
            assertEquals(Optional.empty(), locations.country(unknown));
            assertEquals(Optional.empty(), locations.coordinates(unknown));
            assertEquals(Optional.empty(), locations.network(unknown));
        }
        assertThrows(IOException.class, () -> GeoIpNetworkFile.open(cities));
    }

    @Test
    void withoutFilesThereIsNoCountryPlaceOrNetwork() {
        GeoIpLocations none = new GeoIpLocations(null, null);
        assertEquals(Optional.empty(), none.country("192.0.2.7"));
        assertEquals(Optional.empty(), none.coordinates("192.0.2.7"));
        assertEquals(Optional.empty(), none.network("192.0.2.7"));
    }

    @Test
    void placesAreWrittenAndReadAndHaveADistance() {
        Coordinates berlin = new Coordinates(53, 13);
        Coordinates sydney = new Coordinates(-34, 151);
        assertEquals(Optional.of(sydney), Coordinates.parse(sydney.toString()));
        assertEquals(Optional.empty(), Coordinates.parse(null));
        assertEquals(Optional.empty(), Coordinates.parse("1;2"));
        assertEquals(16_100, berlin.kilometres(sydney), 200);
        assertEquals(0, berlin.kilometres(berlin), 0.001);
    }

    /** Cut off, emptied, or overwritten: at the start or at the first use, and never by an exception. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10, 25, 50, 75, 90, 99})
    void aDamagedFileIsRefusedOrTellsNothing(int percent) throws IOException {
        byte[] whole = Files.readAllBytes(cities());
        byte[] cut = Arrays.copyOf(whole, whole.length * percent / 100);
        Path file = Files.write(folder.resolve("cut.mmdb"), cut);
        assertThrows(IOException.class, () -> GeoIpFile.open(file));

        byte[] noise = whole.clone();
        // the metadata at the end stay, so that it opens
        Arrays.fill(noise, 0, (whole.length - 250) * percent / 100, (byte) 0x7e);
        GeoIpFile damaged = GeoIpFile.open(Files.write(folder.resolve("noise.mmdb"), noise));
        Optional<String> told = new GeoIpLocations(damaged, null).of("192.0.2.7", Locale.ENGLISH);
        assertEquals(percent == 0 ? Optional.of("Munich, Germany") : Optional.empty(), told);
    }

    private Path cities() {
        return new GeoIpFileWriter("GeoLite2-City")
                .location("192.0.2.0", 24, Map.of("en", "Munich", "de", "München"), GERMANY)
                .location("198.51.100.128", 25, Map.of(), GERMANY)
                .location("2001:db8:1::", 48, Map.of("de", "Bern"), Map.of("fr", "Suisse"))
                .to(folder.resolve("cities.mmdb"));
    }
}
