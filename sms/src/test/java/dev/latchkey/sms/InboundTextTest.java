package dev.latchkey.sms;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InboundTextTest {

    private static final String SENDER = "4915123456789";

    @ParameterizedTest
    @ValueSource(strings = {"BCDFGHJK", " bcdfghjk.", "My word: Bcdfghjk\n-- \nSent from a phone", "(BCDFGHJK)"})
    void findsTheWord(String body) {
        assertEquals(List.of("BCDFGHJK"), new InboundText(SENDER, body).words());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "BCDFGHJ", "BCDFGHJKM", "ABCDFGHJK", "BCDF GHJK", "BCDFGHJA", "жBCDFGHJK"})
    void readsNothingElseAsOne(String body) {
        assertEquals(List.of(), new InboundText(SENDER, body).words());
    }

    @Test
    void attack_aTextOfManyWords_isReadToABound() {
        assertEquals(3, new InboundText(SENDER, "BCDFGHJK ".repeat(100)).words().size());
        assertEquals(List.of(), new InboundText(SENDER, "BCDFGHJK " + "x".repeat(2_000)).words());
    }

    @ParameterizedTest
    @CsvSource({"4915123456789,+4915123456789", "+4915123456789,+4915123456789", "Latchkey,", "12345,", "'',",
            "+49 30 123456,"})
    void readsTheSenderAsANumberOfAMobilePhone(String sender, String number) {
        assertEquals(Optional.ofNullable(number), new InboundText(sender, "").number());
    }
}
