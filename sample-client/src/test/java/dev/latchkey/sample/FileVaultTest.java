package dev.latchkey.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileVaultTest {

    @TempDir
    private Path home;

    @Test
    void aCodeOutlastsTheAppUntilItIsReplacedOrCleared() throws IOException {
        assertTrue(vault().read().isEmpty());
        vault().write("first");
        assertEquals("first", vault().read().orElseThrow());
        vault().write("second");
        assertEquals("second", vault().read().orElseThrow());
        vault().clear();
        vault().clear();
        assertTrue(vault().read().isEmpty());
    }

    @Test
    void nothingIsLeftBesideTheFilesAndOnlyTheOwnerReadsThem() throws IOException {
        assumeTrue(FileSystems.getDefault().supportedFileAttributeViews().contains("posix"));
        vault().write("first");
        vault().write("second");
        FileVault.ofTrustedDevice(home.resolve("app")).write("device");
        new FileDeviceKey(home.resolve("app")).thumbprint();
        try (Stream<Path> files = Files.list(home.resolve("app"))) {
            List<Path> found = files.toList();
            assertEquals(Set.of("secret-code", "trusted-device", "device-key.json"),
                    found.stream().map(file -> file.getFileName().toString()).collect(Collectors.toSet()));
            for (Path file : found) {
                assertEquals(Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE),
                        Files.getPosixFilePermissions(file));
            }
        }
    }

    @Test
    void aKeyThatCannotBeReadIsAnErrorAndNotANewKey() throws IOException {
        Path directory = Files.createDirectories(home.resolve("app"));
        Files.writeString(directory.resolve("device-key.json"), "{\"kty\":\"EC\"");
        assertThrows(IOException.class, () -> new FileDeviceKey(directory).thumbprint());
        assertEquals("{\"kty\":\"EC\"", Files.readString(directory.resolve("device-key.json")));
    }

    private Vault vault() {
        return FileVault.ofSecretCode(home.resolve("app"));
    }
}
