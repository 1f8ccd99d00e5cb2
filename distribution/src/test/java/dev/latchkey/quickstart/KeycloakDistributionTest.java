package dev.latchkey.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeycloakDistributionTest {

    @TempDir
    private Path temp;
    private KeycloakDistribution keycloak;

    @BeforeEach
    void unpack() throws IOException {
        Path zip = zip("keycloak-1/bin/kc.sh", "keycloak-1/bin/kc.bat", "keycloak-1/lib/lib/main/a.jar",
                "keycloak-1/lib/quarkus/quarkus-application.dat", "keycloak-1/providers/README.md");
        keycloak = KeycloakDistribution.unpack(zip, temp.resolve("home"));
    }

    @Test
    void unpacksWithoutTheTopFolderAndMakesTheScriptExecutable() {
        assertEquals(temp.resolve("home"), keycloak.directory());
        assertTrue(Files.isExecutable(keycloak.script()));
        assertTrue(Files.isRegularFile(temp.resolve("home/lib/lib/main/a.jar")));
        assertFalse(Files.exists(temp.resolve("home.unpacking")));
    }

    @Test
    void takesADirectoryThatExistsAsItIs() {
        Path missing = temp.resolve("missing.zip");

        assertEquals(keycloak.directory(), KeycloakDistribution.unpack(missing, temp.resolve("home")).directory());
    }

    @Test
    void beginsAnInterruptedUnpackingAnew() throws IOException {
        Files.createDirectories(temp.resolve("second.unpacking/bin"));
        Files.writeString(temp.resolve("second.unpacking/bin/kc.sh"), "half");

        KeycloakDistribution second = KeycloakDistribution.unpack(temp.resolve("kc.zip"), temp.resolve("second"));

        assertEquals("keycloak-1/bin/kc.sh", Files.readString(second.directory().resolve("bin/kc.sh")));
    }

    @Test
    void refusesAZipThatReachesOutsideItself() throws IOException {
        Path zip = zip("keycloak-1/../../outside");

        assertThrows(UncheckedIOException.class, () -> KeycloakDistribution.unpack(zip, temp.resolve("other")));
        assertFalse(Files.exists(temp.resolve("outside")));
    }

    @Test
    void refusesADirectoryWithoutKeycloak() {
        assertThrows(IllegalArgumentException.class, () -> KeycloakDistribution.at(temp));
    }

    @Test
    void copiesAProviderOnlyWhenItsContentHasChanged() throws IOException {
        Path jar = Files.writeString(temp.resolve("latchkey-1.jar"), "one");
        Path installed = keycloak.directory().resolve("providers/latchkey.jar");

        assertTrue(keycloak.installProvider(jar, "latchkey.jar"));
        FileTime first = Files.getLastModifiedTime(installed);

        Files.setLastModifiedTime(jar, FileTime.fromMillis(first.toMillis() + 60_000));
        assertFalse(keycloak.installProvider(jar, "latchkey.jar"));
        assertEquals(first, Files.getLastModifiedTime(installed));

        Files.writeString(jar, "two");
        assertTrue(keycloak.installProvider(jar, "latchkey.jar"));
        assertEquals("two", Files.readString(installed));
    }

    @Test
    void copyHasTheBuildWithItsTimeStampsButNoData() throws IOException {
        Path provider = Files.writeString(keycloak.directory().resolve("providers/latchkey.jar"), "jar");
        FileTime built = FileTime.fromMillis(1_700_000_000_000L);
        Files.setLastModifiedTime(provider, built);
        Files.createDirectories(keycloak.directory().resolve("data/h2"));
        Files.writeString(keycloak.directory().resolve("data/h2/db"), "rows");

        KeycloakDistribution copy = keycloak.copyTo(temp.resolve("copy"));

        assertEquals(built, Files.getLastModifiedTime(copy.directory().resolve("providers/latchkey.jar")));
        assertTrue(Files.isExecutable(copy.script()));
        assertFalse(Files.exists(copy.directory().resolve("data")));

        // a build in the copy must not reach the original
        Files.writeString(copy.directory().resolve("lib/quarkus/quarkus-application.dat"), "rebuilt");
        assertEquals("keycloak-1/lib/quarkus/quarkus-application.dat",
                Files.readString(keycloak.directory().resolve("lib/quarkus/quarkus-application.dat")));
    }

    @Test
    void quotesTheArgumentsOfABatchFile() {
        assertEquals(List.of("\"kc.bat\"", "\"--features=a,b\""),
                KeycloakDistribution.quoteForBatchFile(List.of("kc.bat", "--features=a,b")));
    }

    private Path zip(String... names) throws IOException {
        Path zip = temp.resolve("kc.zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            for (String name : names) {
                out.putNextEntry(new ZipEntry(name));
                out.write(name.getBytes(StandardCharsets.UTF_8));
            }
        }
        return zip;
    }
}
