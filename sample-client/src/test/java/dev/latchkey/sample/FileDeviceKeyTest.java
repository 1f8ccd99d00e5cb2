package dev.latchkey.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileDeviceKeyTest {

    @TempDir
    private Path directory;

    /** The key of RFC 9449, 4.1, and its thumbprint in 6.1. */
    @Test
    void theThumbprintIsThatOfTheRfc() throws IOException {
        Files.writeString(directory.resolve("device-key.json"), """
                {"kty": "EC", "crv": "P-256",
                 "x": "l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs",
                 "y": "9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA"}
                """);
        assertEquals("0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I",
                new FileDeviceKey(directory).thumbprint().getValue().toString());
    }
}
