package dev.latchkey.risk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkListTest {

    private static final NetworkList LIST = NetworkList.of(Stream.of("# networks", "", "192.0.2.0/24 # tests",
            "198.51.100.7", "2001:db8::/32", "203.0.113.128/25"));

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"192.0.2.255, true", "192.0.3.0, false", "198.51.100.7, true", "198.51.100.8, false",
            "203.0.113.127, false", "203.0.113.128, true", "2001:db8:1::1, true", "2001:db9::1, false",
            "::ffff:192.0.2.1, true", "unknown, false", "192.0.2.1.example.com, false"})
    void findsAddressesByTheirNetworks(String address, boolean expected) {
        assertEquals(expected, LIST.contains(address));
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.0/33", "192.0.2.0/-1", "2001:db8::/129", "example.com", "192.0.2.0/x", "/8",
            "192.0.2/24", "<html>"})
    void aLineThatIsNoNetworkIsRefusedByItsNumber(String line) {
        String message = assertThrows(IllegalArgumentException.class,
                () -> NetworkList.of(Stream.of("192.0.2.0/24", line))).getMessage();
        assertEquals("line 2 is no network", message);
    }

    @Test
    void aFileIsReadAgainWhenItHasChanged() throws IOException {
        Path path = folder.resolve("list.txt");
        NetworkListFile file = new NetworkListFile(path);
        assertEquals(Optional.empty(), file.list());
        Files.writeString(path, "192.0.2.0/24\nbroken");
        assertEquals(Optional.empty(), file.list(), "there was none before");
        Files.writeString(path, "192.0.2.0/24");
        assertTrue(file.list().orElseThrow().contains("192.0.2.1"));
        Files.writeString(path, "198.51.100.0/24 # mended");
        assertFalse(file.list().orElseThrow().contains("192.0.2.1"));
    }

    @Test
    void aFileThatCouldNotBeReadIsTriedAgainAlthoughItHasNotChanged() throws IOException {
        Path path = folder.resolve("list.txt");
        FileTime time = FileTime.fromMillis(1_800_000_000_000L);
        // reading a folder is an I/O error; with a long name in it, its size is one that a file can have as well
        Files.createDirectory(path);
        Path child = Files.createFile(path.resolve("n".repeat(60)));
        Files.setLastModifiedTime(path, time);
        int bytes = (int) Files.size(path);
        NetworkListFile file = new NetworkListFile(path);
        assertEquals(Optional.empty(), file.list());
        Files.delete(child);
        Files.delete(path);
        Files.writeString(path, "192.0.2.0/24\n#" + "x".repeat(bytes - 14));
        Files.setLastModifiedTime(path, time);
        assertEquals(bytes, Files.size(path));
        assertTrue(file.list().orElseThrow().contains("192.0.2.1"));
    }

    @Test
    void attack_listThatIsBrokenLater_letsNoListedAddressPass() throws IOException {
        Path path = folder.resolve("list.txt");
        Files.writeString(path, "192.0.2.0/24");
        NetworkListFile file = new NetworkListFile(path);
        assertTrue(file.list().orElseThrow().contains("192.0.2.1"));
        Files.writeString(path, "<html>not found</html>");
        assertTrue(file.list().orElseThrow().contains("192.0.2.1"));
        Files.write(path, new byte[] {'1', (byte) 0xff, '\n'});
        assertTrue(file.list().orElseThrow().contains("192.0.2.1"), "no text in UTF-8");
        Files.writeString(path, "");
        assertTrue(file.list().orElseThrow().contains("192.0.2.1"), "as a download leaves it that has failed");
        Files.writeString(path, "# large\n".repeat((int) NetworkListFile.LARGEST_BYTES / 8 + 1));
        assertTrue(file.list().orElseThrow().contains("192.0.2.1"));
        Files.delete(path);
        assertTrue(file.list().orElseThrow().contains("192.0.2.1"));
    }
}
