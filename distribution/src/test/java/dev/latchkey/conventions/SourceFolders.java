package dev.latchkey.conventions;

import java.nio.file.Path;
import java.util.regex.Pattern;

/** Where the sources of the jar are: those of all lines of Keycloak, and those of one line or some. */
final class SourceFolders {

    private static final String ANY = "[^/]+";
    private static final Pattern ALL_LINES = code(ANY);
    private static final Pattern THIS_LINE = code(thisLine());
    private static final Pattern SERVICES_OF_THIS_LINE =
            Pattern.compile("^\\.\\./[^/]+/src/main/(?:(?:%s)/)?resources/META-INF/services/".formatted(thisLine()));

    private SourceFolders() {
    }

    /** Whether a file is code of the jar for any line of Keycloak. */
    static boolean isCode(Path file) {
        return ALL_LINES.matcher(file.toString()).find();
    }

    /** Whether a file is code of the jar that is being built. */
    static boolean isCodeOfThisLine(Path file) {
        return THIS_LINE.matcher(file.toString()).find();
    }

    /** Whether a file lists providers of the jar that is being built. */
    static boolean isServiceOfThisLine(Path file) {
        return SERVICES_OF_THIS_LINE.matcher(file.toString()).find();
    }

    private static Pattern code(String folder) {
        return Pattern.compile("/src/main/(?:(?:%s)/)?java/".formatted(folder));
    }

    private static String thisLine() {
        return System.getProperty("latchkey.line.sources");
    }
}
