package dev.latchkey.conventions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

/** Every package of what is shipped says what it is for. */
class PackageTest {

    private static final String INFO = "package-info.java";
    private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");

    @Test
    void everyPackageSaysWhatItIsFor() {
        Set<Path> packages = SourceTree.java().map(Path::getParent)
                .filter(folder -> SourceFolders.isCode(folder.resolve(INFO)))
                .map(PackageTest::ofAllLines)
                .filter(folder -> !folder.startsWith(Path.of("../integration-tests")))
                .collect(Collectors.toSet());
        assertTrue(packages.size() > 40, packages::toString);
        assertEquals(List.of(), packages.stream().filter(folder -> !Files.exists(folder.resolve(INFO))).toList());
    }

    /** The compiler does not demand it. */
    @Test
    void everyClassIsInTheFolderOfItsPackage() {
        assertEquals(List.of(), SourceTree.java().filter(file -> !isWhereItBelongs(file)).toList());
    }

    /** What a line of Keycloak has of its own is in a package that all lines have. */
    private static Path ofAllLines(Path folder) {
        return Path.of(folder.toString().replaceFirst("/src/main/[^/]+/java/", "/src/main/java/"));
    }

    private static boolean isWhereItBelongs(Path file) {
        try {
            Matcher name = PACKAGE.matcher(Files.readString(file));
            return !name.find() || file.getParent().endsWith(name.group(1).replace('.', '/'));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
