package dev.latchkey.conventions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/**
 * No change set that exists is changed or removed: Liquibase would refuse to start on a database that has it. A new one
 * is added to {@code changesets.txt} in the same commit, as the failure of this test prints it.
 */
class ChangelogTest {

    private static final Path KNOWN = Path.of("src/test/resources/changesets.txt");
    private static final Pattern CHANGE_SET = Pattern.compile("(?s)<changeSet [^>]*id=\"([^\"]+)\".*?</changeSet>");
    private static final Pattern COMMENT = Pattern.compile("(?s)<!--.*?-->");
    private static final Pattern FILE =
            Pattern.compile("\\.\\./[a-z-]+/src/main/resources/META-INF/latchkey-[a-z-]+-changelog\\.xml");
    private static final int DEPTH = 6;
    private static final int DIGITS = 16;

    @Test
    void everyChangeSetIsAsItWasFirst() throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.find(Path.of(".."), DEPTH, (path, is) -> FILE.matcher(path.toString()
                .replace('\\', '/')).matches())) {
            for (Path file : files.sorted().toList()) {
                Matcher sets = CHANGE_SET.matcher(COMMENT.matcher(Files.readString(file)).replaceAll(""));
                while (sets.find()) {
                    found.add(sets.group(1) + ' ' + digest(sets.group().replaceAll("\\s+", " ")));
                }
            }
        }
        assertTrue(found.size() > 30, found::toString);
        assertEquals(String.join("\n", found), Files.readString(KNOWN).strip());
    }

    private static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
