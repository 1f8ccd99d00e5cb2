package dev.latchkey.conventions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pieces of Kotlin and Swift in {@code docs/mobile.md} are pieces of the samples. */
class SnippetsTest {

    private static final String KOTLIN = "../samples/kotlin/src/main/kotlin/dev/latchkey/sample/app/";

    @ParameterizedTest
    @CsvSource({"kotlin," + KOTLIN + "DeviceKey.kt;" + KOTLIN + "Realm.kt", "swift,../samples/swift/Realm.swift"})
    void eachPieceIsInASample(String language, String files) throws IOException {
        StringBuilder samples = new StringBuilder();
        for (String file : files.split(";")) {
            samples.append(withoutIndent(Files.readString(Path.of(file))));
        }
        List<String> pieces = Pattern.compile("(?s)```" + language + "\n(.*?)```")
                .matcher(Files.readString(Path.of("../docs/mobile.md"))).results()
                .map(piece -> withoutIndent(piece.group(1))).toList();
        assertTrue(pieces.size() > 1, language);
        assertEquals(List.of(), pieces.stream().filter(piece -> samples.indexOf(piece) < 0).toList());
    }

    private static String withoutIndent(String code) {
        Matcher indents = Pattern.compile("(?m)^ +").matcher(code);
        return indents.replaceAll("");
    }
}
