package dev.latchkey.conventions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.latchkey.sms.TextMessage;
import org.junit.jupiter.api.Test;

/** The sentences of text messages with codes, in every language. */
class TextSentencesTest {

    private static final Path MESSAGES = Path.of("../themes/src/main/resources/theme-resources/messages");
    private static final List<String> SENTENCES =
            List.of("latchkeyTextCode", "latchkeyTextCodeNumber", "latchkeyTextCodeReset");
    private static final String LINE = "\n@login.example.com #123456";

    @Test
    void eachTellsWhatTheCodeDoes_inOneSegmentWithTheLineOfBrowsers() throws IOException {
        int languages = 0;
        try (Stream<Path> files = Files.list(MESSAGES)) {
            for (Path file : files.toList()) {
                languages++;
                Properties messages = new Properties();
                try (Reader reader = Files.newBufferedReader(file)) {
                    messages.load(reader);
                }
                Set<String> texts = SENTENCES.stream()
                        .map(key -> new MessageFormat(messages.getProperty(key)).format(
                                new Object[] {"123456", "Latchkey"}))
                        .collect(Collectors.toSet());
                assertEquals(SENTENCES.size(), texts.size(), file::toString);
                for (String text : texts) {
                    assertTrue(text.contains("123456") && text.contains("Latchkey"), file + ": " + text);
                    assertTrue(TextMessage.isOneSegment(text + LINE), file + ": " + text);
                }
            }
        }
        assertTrue(languages > 40, "languages: " + languages);
    }
}
