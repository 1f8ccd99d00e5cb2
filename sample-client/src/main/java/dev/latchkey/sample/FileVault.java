package dev.latchkey.sample;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Keeps the secret in a file that only the owner may read, which is as good as a desktop without a key store gets. In
 * its place stands, on Android, a file encrypted with a key from the Android Keystore, as
 * {@code EncryptedSharedPreferences} does it, left out of backups; on iOS a Keychain item with
 * {@code kSecAttrAccessibleWhenUnlockedThisDeviceOnly}.
 */
public final class FileVault implements Vault {

    private final OwnerFile file;

    private FileVault(Path directory, String name) {
        this.file = new OwnerFile(directory.resolve(name));
    }

    /**
     * @param directory the app's own; made when it does not exist
     * @return where the secret code is kept
     */
    public static FileVault ofSecretCode(Path directory) {
        return new FileVault(directory, "secret-code");
    }

    /**
     * @param directory the app's own; made when it does not exist
     * @return where the secret of the trusted device is kept
     */
    public static FileVault ofTrustedDevice(Path directory) {
        return new FileVault(directory, "trusted-device");
    }

    @Override
    public Optional<String> read() throws IOException {
        return file.read();
    }

    @Override
    public void write(String secret) throws IOException {
        file.write(secret);
    }

    @Override
    public void clear() throws IOException {
        file.delete();
    }
}
