package dev.latchkey.quickstart;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * An unpacked Keycloak distribution on disk: unpack it, put provider jars and realm files into it, build it, copy it.
 * Several servers never share one directory at a time; {@link #copyTo} makes cheap copies.
 */
public final class KeycloakDistribution {

    /** Two steps of Keycloak's build that run side by side share a list of entities, until 26.8 (keycloak#47482). */
    private static final String TRIPPED = "java.util.ConcurrentModificationException";

    private static final boolean WINDOWS = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("win");

    private final Path directory;

    private KeycloakDistribution(Path directory) {
        this.directory = directory.toAbsolutePath().normalize();
    }

    /**
     * Takes a directory that already holds an unpacked distribution.
     *
     * @param directory the directory with {@code bin/} and {@code lib/} in it
     * @return the distribution
     * @throws IllegalArgumentException if there is no Keycloak in the directory
     */
    public static KeycloakDistribution at(Path directory) {
        KeycloakDistribution distribution = new KeycloakDistribution(directory);
        if (!Files.isRegularFile(distribution.script())) {
            throw new IllegalArgumentException("There is no Keycloak in " + distribution.directory);
        }
        return distribution;
    }

    /**
     * Unpacks the distribution zip, unless the directory exists: then it is taken as it is. An unpacking that was
     * interrupted leaves no directory behind that looks complete.
     *
     * @param zip       {@code keycloak-quarkus-dist-<version>.zip}
     * @param directory where to, without the top folder of the zip
     * @return the distribution
     * @throws UncheckedIOException if the zip cannot be read or the directory cannot be written
     */
    public static KeycloakDistribution unpack(Path zip, Path directory) {
        if (!Files.isDirectory(directory)) {
            Path unfinished = directory.resolveSibling(directory.getFileName() + ".unpacking");
            try {
                deleteTree(unfinished);
                Files.createDirectories(unfinished);
                unzip(zip, unfinished);
                Files.move(unfinished, directory, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot unpack " + zip + " to " + directory, e);
            }
        }
        return at(directory);
    }

    /** @return the directory with {@code bin/} and {@code lib/} in it, absolute */
    public Path directory() {
        return directory;
    }

    /** @return Keycloak's start script for this operating system */
    public Path script() {
        return directory.resolve("bin").resolve(WINDOWS ? "kc.bat" : "kc.sh");
    }

    /**
     * Puts a jar into {@code providers/}, unless the same content is there already: Keycloak rebuilds itself, which
     * takes long, when a provider jar has a new time stamp.
     *
     * @param jar  the jar to copy
     * @param name its file name there, without a version so that an upgrade replaces it
     * @return true if the jar was new or different
     * @throws UncheckedIOException if the jar cannot be read or written
     */
    public boolean installProvider(Path jar, String name) {
        return install(jar, directory.resolve("providers").resolve(name));
    }

    /**
     * Puts a realm file where {@code --import-realm} looks for it.
     *
     * @param realm the realm as JSON; its file name is kept
     * @return true if the file was new or different
     * @throws UncheckedIOException if the file cannot be read or written
     */
    public boolean installRealm(Path realm) {
        return install(realm, importFolder().resolve(realm.getFileName()));
    }

    /** @return the folder that {@code --import-realm} reads; it may not exist yet */
    public Path importFolder() {
        return directory.resolve("data").resolve("import");
    }

    /**
     * Copies this distribution, its build included but without data, for a second server or a fresh one. The large
     * folder {@code lib/lib}, which Keycloak never writes to, is hard-linked where the file system can.
     *
     * @param target where to; must not exist
     * @return the copy
     * @throws UncheckedIOException if a file cannot be read or written
     */
    public KeycloakDistribution copyTo(Path target) {
        try {
            Files.walkFileTree(directory, copier(target.toAbsolutePath()));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot copy " + directory + " to " + target, e);
        }
        return at(target);
    }

    /**
     * Runs {@code kc build}, which a server needs before {@code start --optimized}.
     *
     * @param options build options without the leading dashes, for example {@code db} to {@code postgres}
     * @param log     file that the output is appended to
     * @param patience how long the build may take
     * @throws IllegalStateException if the build fails or takes longer
     */
    public void build(Map<String, String> options, Path log, Duration patience) {
        KeycloakServer build = runBuild(options, log, patience);
        if (build.exitCode() != 0 && build.lastLines(20).stream().anyMatch(line -> line.contains(TRIPPED))) {
            build = runBuild(options, log, patience);
        }
        if (build.exitCode() != 0) {
            throw new IllegalStateException("kc build failed: " + String.join("\n", build.lastLines(20)));
        }
    }

    private KeycloakServer runBuild(Map<String, String> options, Path log, Duration patience) {
        KeycloakServer build = KeycloakServer.in(this).command("build").options(options).logFile(log).create();
        build.start();
        if (!build.awaitExit(patience)) {
            build.kill();
            throw new IllegalStateException("kc build took longer than " + patience.toSeconds() + " s; see " + log);
        }
        return build;
    }

    private static boolean install(Path file, Path target) {
        try {
            if (Files.isRegularFile(target) && Files.mismatch(file, target) == -1) {
                return false;
            }
            Files.createDirectories(target.getParent());
            Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot copy " + file + " to " + target, e);
        }
    }

    private static void unzip(Path zip, Path target) throws IOException {
        try (InputStream file = Files.newInputStream(zip); ZipInputStream entries = new ZipInputStream(file)) {
            for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                String name = entry.getName().substring(entry.getName().indexOf('/') + 1);
                Path path = target.resolve(name).normalize();
                if (!path.startsWith(target)) {
                    throw new IOException("The zip holds a path outside itself: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                } else {
                    Files.createDirectories(path.getParent());
                    Files.copy(entries, path);
                    // Java's zip stream does not carry the file mode
                    if (name.endsWith(".sh") && !path.toFile().setExecutable(true)) {
                        throw new IOException("Cannot make " + path + " executable");
                    }
                }
            }
        }
    }

    private FileVisitor<Path> copier(Path target) {
        Path data = directory.resolve("data");
        Path unchanging = directory.resolve("lib").resolve("lib");
        return new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                if (folder.equals(data)) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                Files.createDirectories(target.resolve(directory.relativize(folder).toString()));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path copy = target.resolve(directory.relativize(file).toString());
                if (!file.startsWith(unchanging) || !link(file, copy)) {
                    // the time stamps of provider jars are part of the build
                    Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
                }
                return FileVisitResult.CONTINUE;
            }
        };
    }

    private static boolean link(Path file, Path link) {
        try {
            Files.createLink(link, file);
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    private static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        try (var paths = Files.walk(root)) {
            for (Path path : (Iterable<Path>) paths.sorted((a, b) -> b.compareTo(a))::iterator) {
                Files.delete(path);
            }
        }
    }

    static List<String> quoteForBatchFile(List<String> command) {
        // cmd.exe splits unquoted arguments of a batch file at '=' and ','
        return command.stream().map(part -> '"' + part + '"').toList();
    }

    static boolean onWindows() {
        return WINDOWS;
    }
}
