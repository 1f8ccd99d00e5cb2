package dev.latchkey.sms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

import dev.latchkey.otp.AccountIdentifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class PhoneNumbersTest {

    @ParameterizedTest
    @CsvSource({"+49 151 23456789,+4915123456789", "+49 (0)151/234-567-89,+4915123456789",
            "' +12015550123 ',+12015550123", "+43 664 1234567,+436641234567"})
    void readsNumbersOfMobilePhonesAsTheyAreTyped(String typed, String number) {
        assertEquals(Optional.of(number), PhoneNumbers.mobile(typed));
    }

    @ParameterizedTest
    @ValueSource(strings = {"+49 151 23456789", "+49 (0) 151 23456789", "0049-151-23456789", "0151/23456789",
            " 0151 234 567 89 ", "151 23456789",
            "\uff0b\uff14\uff19 151 23456789", "\u0660\u0661\u0665\u0661 23456789"})
    void attack_oneNumberInAnotherSpelling_isTheSameNumber(String typed) {
        assertEquals(Optional.of("+4915123456789"), PhoneNumbers.mobile(typed, Optional.of("DE")));
    }

    @Test
    void aNumberWithoutItsCountryCode_isReadInEachCountry() {
        assertEquals(Set.of("+4915170000042"), PhoneNumbers.readings("+49 151 70000042"));
        assertTrue(PhoneNumbers.readings("0151 70000042").containsAll(Set.of("+4915170000042", "+8615170000042")),
                () -> PhoneNumbers.readings("0151 70000042").toString());
        assertEquals(Set.of(), PhoneNumbers.readings(null));
        assertEquals(Set.of(), PhoneNumbers.readings("user0151"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"user0151", "0151 23456789@mail.example", "0151 23456789 ext. 5", "030 123456", "110", "1"})
    void whatIsNoNumberOfAMobilePhoneIsNoneInItsCountryEither(String typed) {
        assertEquals(Optional.empty(), PhoneNumbers.mobile(typed, Optional.of("DE")));
    }

    @Test
    void numbersNameNoAccountsUnlessThePolicySaysSo_andAWrongValueIsNone() {
        assertEquals(AccountIdentifier.EMAIL, SmsPolicy.of(Map.of()).identifier());
        assertEquals(AccountIdentifier.EMAIL, SmsPolicy.of(Map.of("identifier", "PHONE")).identifier());
        assertEquals(AccountIdentifier.PHONE, SmsPolicy.of(Map.of("identifier", "phone")).identifier());
        assertEquals(AccountIdentifier.EITHER, SmsPolicy.of(Map.of("identifier", "either")).identifier());
        assertEquals(Optional.of("DE"), SmsPolicy.of(Map.of("home_country", "de")).homeCountry());
        assertEquals(Optional.empty(), SmsPolicy.of(Map.of("home_country", "DE,AT")).homeCountry());
        assertEquals(Optional.empty(), SmsPolicy.of(Map.of("home_country", "XX")).homeCountry());
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "+", "015123456789", "+4915", "+49 30 123456", "+49 900 1234567", "+49 180 5123456",
            "+49 700 12345678", "+44 844 123 4567", "+44 909 8790000", "+870 773 111 632", "+881 6 1234 5678",
            "+883 5100 12345678", "+49 151 23456789 ext. 5", "+49 151 23456789\nBcc: x", "+1 900 555 0123",
            "+49151234567890000000000000000000000000000000000000", "tel:+4915123456789x"})
    void attack_numbersThatCostTheSenderOrAreNone_areNeverSentTo(String typed) {
        assertEquals(Optional.empty(), PhoneNumbers.mobile(typed));
    }

    @Test
    void withoutAListOfCountriesNoNumberIsAllowed() {
        assertFalse(SmsPolicy.of(Map.of()).allows("+4915123456789"));
        assertFalse(SmsPolicy.of(Map.of("countries", "")).allows("+4915123456789"));
        assertFalse(SmsPolicy.of(Map.of("countries", "DE, nowhere")).allows("+4915123456789"), "a wrong list is none");
    }

    @Test
    void onlyNumbersOfListedCountriesAreAllowed() {
        SmsPolicy policy = SmsPolicy.of(Map.of("countries", "at, DE"));
        assertTrue(policy.allows("+4915123456789"));
        assertTrue(policy.allows("+436641234567"));
        assertFalse(policy.allows("+12015550123"));
        assertFalse(policy.allows("+49301234567"), "a fixed line");
        assertFalse(policy.allows("no number"));
        assertFalse(SmsPolicy.of(Map.of("countries", "CA")).allows("+12015550123"), "one country code, two countries");
    }

    @Test
    void aListThatNamesNoCountryIsRefused() {
        assertEquals(Set.of("DE", "AT"), SmsPolicy.countries(" de ,,AT"));
        assertThrows(IllegalArgumentException.class, () -> SmsPolicy.countries("DE XX"));
        assertThrows(IllegalArgumentException.class, () -> SmsPolicy.countries("001"));
    }

    @Test
    void masksWhatOthersMustNotLearn() {
        assertEquals("+49 ••• 89", PhoneNumbers.masked("+4915123456789"));
        assertEquals("\u2066+49 ••• 89\u2069", PhoneNumbers.maskedInText("+4915123456789"), "in Arabic too");
        assertEquals("+49151", PhoneNumbers.range("+4915123456789"));
        assertEquals("+1201", PhoneNumbers.range("+12015550123"));
        assertEquals("+491512345", PhoneNumbers.block("+4915123456789").substring(0, 10));
        assertEquals(PhoneNumbers.block("+4915123456789"), PhoneNumbers.block("+4915123450000"));
    }
}
