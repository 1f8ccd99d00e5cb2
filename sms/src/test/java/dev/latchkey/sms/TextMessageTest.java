package dev.latchkey.sms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.Test;

class TextMessageTest {

    private static final List<String> LINE = List.of("@login.example.org #123456");

    private static String text(String sentence, String code, List<String> lines) {
        return TextMessage.of(name -> sentence, "", code, lines);
    }

    @Test
    void endsWithTheLineThatBrowsersRead() {
        assertEquals("Your code for Test: 123456\n@login.example.org #123456",
                text("Your code for Test: 123456", "123456", LINE));
    }

    @Test
    void isOneSegmentWhateverTheNamesAre() {
        assertEquals("123456\n@login.example.org #123456",
                text("Ваш код для " + "я".repeat(60) + ": 123456", "123456", LINE));
        assertEquals("Code 123456", text("Code 123456", "123456", List.of("@" + "a".repeat(200))));
        assertEquals("123456", text("x".repeat(161), "123456", List.of("@" + "a".repeat(200))));
        assertEquals("123456", text("x".repeat(161), "123456", List.of()));
    }

    @Test
    void attack_longNameOfARealm_takesNoneOfWhatTheCodeDoesAway() {
        assertEquals("Код смены пароля Городская энергосб: 123456\n@login.example.org #123456",
                TextMessage.of(name -> "Код смены пароля " + name + ": 123456", "Городская энергосбытовая компания",
                        "123456", LINE));
        assertEquals("Reset code for Łódź Energia Sp. z o: 123456\n@login.example.org #123456",
                TextMessage.of(name -> "Reset code for " + name + ": 123456", "Łódź Energia Sp. z o.o.", "123456",
                        LINE));
        assertEquals("123456\n@login.example.org #123456",
                TextMessage.of(name -> "я".repeat(42) + name, "Łódź", "123456", LINE));
    }

    @Test
    void holdsTheLineOfAnAppBeforeThatOfTheDomain_andLeavesThatOutFirst() {
        String app = "FA+9qCX9VSu";
        String domain = "@login.example.org #123456";
        assertEquals("Code: 123456\n" + app + '\n' + domain,
                text("Code: 123456", "123456", List.of(app, domain)));
        assertEquals("123456\n" + app + '\n' + domain,
                text("x".repeat(140), "123456", List.of(app, domain)));
        assertEquals("x".repeat(140) + '\n' + app,
                text("x".repeat(140), "123456", List.of(app, "@" + "a".repeat(160))));
    }

    @Test
    void aNoticeIsCutToOneSegment() {
        assertEquals("New number for Test", TextMessage.shortened("New number for Test"));
        assertEquals("ж".repeat(70), TextMessage.shortened("ж".repeat(90)));
        assertEquals("a".repeat(160), TextMessage.shortened("a".repeat(200)));
        assertEquals("ж".repeat(68), TextMessage.shortened("ж".repeat(68) + "a\uD83D\uDE00").substring(0, 68));
    }

    @Test
    void countsTheLettersOfBothAlphabets() {
        assertTrue(TextMessage.isOneSegment("é".repeat(160)));
        assertFalse(TextMessage.isOneSegment("é".repeat(161)));
        assertFalse(TextMessage.isOneSegment("€".repeat(81)));
        assertTrue(TextMessage.isOneSegment("ж".repeat(70)));
        assertFalse(TextMessage.isOneSegment("ж".repeat(71)));
    }
}
