package dev.latchkey.sample;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** A small file of the app's owner, which is either as it was or as it is to be, also when the power fails. */
final class OwnerFile {

    private final Path path;

    OwnerFile(Path path) {
        this.path = path;
    }

    Optional<String> read() throws IOException {
        return Files.exists(path) ? Optional.of(Files.readString(path)) : Optional.empty();
    }

    void write(String text) throws IOException {
        Files.createDirectories(path.getParent());
        // Java creates temporary files readable by the owner only, and a move keeps the permissions
        Path next = Files.createTempFile(path.getParent(), path.getFileName().toString(), ".new");
        try (FileChannel channel = FileChannel.open(next, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            channel.force(true);
        }
        Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    void delete() throws IOException {
        Files.deleteIfExists(path);
    }
}
