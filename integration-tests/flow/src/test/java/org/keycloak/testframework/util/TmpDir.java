package org.keycloak.testframework.util;

import java.io.File;
import java.nio.file.Path;

/**
 * Takes the place of the framework's class of this name, which returns one directory for the whole machine: processes
 * that run tests side by side install a server each.
 */
public final class TmpDir {

    private TmpDir() {
    }

    /** @return this process's own directory for what the framework installs */
    public static File resolveTmpDir() {
        File directory = Path.of("target", "process-" + Integer.getInteger("latchkey.process", 0)).toAbsolutePath()
                .toFile();
        if (!directory.isDirectory() && !directory.mkdirs()) {
            throw new IllegalStateException("Cannot create " + directory);
        }
        return directory;
    }
}
