package dev.latchkey.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RenderedMailTest {

    @ParameterizedTest
    @ValueSource(strings = {"\r\n", "\n", "\r", "\r\n\r\n", "\u0085", "\u2028", "\u2029", "\0"})
    void attack_lineBreaksInASubject_makeNoHeader(String lineBreak) {
        assertEquals("Your code for Bank Bcc: spy@evil.example",
                new RenderedMail("Your code for Bank" + lineBreak + "Bcc: spy@evil.example", "", "").subject());
    }
}
