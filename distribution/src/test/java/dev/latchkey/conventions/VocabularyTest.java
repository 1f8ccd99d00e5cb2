package dev.latchkey.conventions;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** Code, comments and documents use the terms of the glossary in {@code docs/architecture.md}, one word per concept. */
class VocabularyTest {

    private static final Path ROOT = Path.of("..");
    /** What was used for an endpoint, an unauthenticated requester, a verification, a result, a user and so on. */
    private static final Pattern REPLACED = Pattern.compile("\\b(doors?|strangers?|judg(e|es|ed|ing|ement)s?|verdicts?"
            + "|even pace|agenda|desk|whoever|nobody|persons?|people)\\b");
    private static final Pattern STRING = Pattern.compile("\"(?:[^\"\\\\\\n]|\\\\.)*\"");
    private static final Pattern HUMP = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|_");

    @Test
    void theCodeUsesTheTermsOfTheGlossary() throws IOException {
        assertEquals(List.of(), found(SourceTree.java().filter(SourceFolders::isCode).toList(), text ->
                HUMP.matcher(STRING.matcher(text).replaceAll("")).replaceAll(" ")));
    }

    @Test
    void theDocumentsUseTheTermsOfTheGlossary() throws IOException {
        List<Path> documents = new ArrayList<>();
        try (Stream<Path> pages = Stream.concat(Files.list(ROOT), Files.list(ROOT.resolve("docs")))) {
            pages.filter(page -> page.toString().matches(".*(\\.md|openapi\\.json)")).sorted().forEach(documents::add);
        }
        // names of tests and quoted addresses stand in backticks
        assertEquals(List.of(), found(documents, text -> text.replaceAll("`[^`\\n]*`", "")));
    }

    private static List<String> found(List<Path> files, UnaryOperator<String> prose)
            throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : files) {
            Matcher word = REPLACED.matcher(prose.apply(Files.readString(file)).toLowerCase(Locale.ROOT));
            while (word.find()) {
                found.add(ROOT.relativize(file) + ": " + word.group());
            }
        }
        return found;
    }
}
