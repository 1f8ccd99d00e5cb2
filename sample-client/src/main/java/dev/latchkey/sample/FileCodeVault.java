package dev.latchkey.sample;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Keeps the code in a file that only the owner may read, which is as good as a desktop without a key store gets. In
 * its place stands, on Android, a file encrypted with a key from the Android Keystore, as
 * {@code EncryptedSharedPreferences} does it, left out of backups; on iOS a Keychain item with
 * {@code kSecAttrAccessibleWhenUnlockedThisDeviceOnly}.
 */
public final class FileCodeVault implements CodeVault {

    private final OwnerFile file;

    /** @param directory the app's own; made when it does not exist */
    public FileCodeVault(Path directory) {
        this.file = new OwnerFile(directory.resolve("secret-code"));
    }

    @Override
    public Optional<String> read() throws IOException {
        return file.read();
    }

    @Override
    public void write(String code) throws IOException {
        file.write(code);
    }

    @Override
    public void clear() throws IOException {
        file.delete();
    }
}
