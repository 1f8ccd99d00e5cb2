package dev.latchkey.sms.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Locale;

import dev.latchkey.otp.MessageNotComposedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextSentenceTest {

    @Test
    void fillsAMessage() throws MessageNotComposedException {
        assertEquals("123456 for Test", TextSentence.filled("{0} for {1}", Locale.ENGLISH, "123456", "Test"));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"Your code: {code}", "Your code: {0", "{0,nothing}"})
    void aMessageThatIsMissingOrBroken_isReportedAsOne(String pattern) {
        assertThrows(MessageNotComposedException.class,
                () -> TextSentence.filled(pattern, Locale.ENGLISH, "123456", "Test"));
    }
}
