package dev.latchkey.common.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MailAddressTest {

    @ParameterizedTest
    @ValueSource(strings = {"u@example.com", "U@Example.COM", "u@localhost", "u@a_b.example", "u@m\u00fcnchen.de",
        "u@\u043f\u0440\u0438\u043c\u0435\u0440.\u0440\u0444", "u@\u4f8b\u3048.jp", "u@xn--strae-oqa.de",
        "\"a@b\"@example.com"})
    void theDomainIsSentAsItIsWritten(String address) {
        assertTrue(MailAddress.isExact(address));
    }

    @ParameterizedTest
    @ValueSource(strings = {"u@\uff45xample.com", "u@ex\u00adample.com", "u@e\u200bxample.com",
        "u@example\u3002com", "u@example\uff0ecom", "u@example\uff61com", "u@e\u2060xample.com", "u@ex\u200dample.com",
        "u@\u24d4xample.com", "u@\ufb01.com"})
    void attack_spellingsOfOneDomain_areNotExactAndCountAsOne(String address) {
        assertFalse(MailAddress.isExact(address));
        String sent = address.endsWith("\ufb01.com") ? "u@fi.com" : "u@example.com";
        assertEquals(sent, MailAddress.key(address));
    }

    @ParameterizedTest
    @ValueSource(strings = {"boss@stra\u00dfe.de", "boss@STRA\u1e9eE.de", "boss@\u03b2\u03cc\u03bb\u03bf\u03c2.gr"})
    void attack_domainThatIsMailedToAnother_isNotExact(String address) {
        assertFalse(MailAddress.isExact(address));
    }

    @Test
    void anotherDomainCountsWithTheOneThatGetsItsMail() {
        assertEquals("boss@strasse.de", MailAddress.key("Boss@stra\u00dfe.de"));
        assertNotEquals(MailAddress.key("boss@strasse.de"), MailAddress.key("boss@xn--strae-oqa.de"));
    }

    @Test
    void bothSpellingsOfAnInternationalDomainAreExactAndCountAsOne() {
        assertTrue(MailAddress.isExact("u@xn--mnchen-3ya.de"));
        assertFalse(MailAddress.isExact("u@mu\u0308nchen.de"));
        assertEquals(MailAddress.key("u@xn--mnchen-3ya.de"), MailAddress.key("u@M\u00dcNCHEN.de"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "u", "u@", "u@a..b", "u@.com", "u@example.com.", "u@[127.0.0.1]", "u@a b"})
    void whatIsNoHostNameIsNotExact(String address) {
        assertFalse(MailAddress.isExact(address));
        assertEquals(address, MailAddress.key(address));
    }

    @Test
    void noAddressIsNotExact() {
        assertFalse(MailAddress.isExact(null));
        assertFalse(MailAddress.isCanonical(null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"a\".smith@example.com", "a.\"smith\"@example.com", "\"a.smith\"@example.com",
        "\"a\".\"smith\"@example.com", "\"A.Smith\"@EXAMPLE.com", "\"\\a.smit\\h\"@example.com"})
    void attack_quotesThatAreNotNeeded_areAnotherSpelling_andCountAsOneMailbox(String address) {
        assertFalse(MailAddress.isCanonical(address));
        assertTrue(MailAddress.isExact(address), "who has it already, is mailed");
        assertEquals("a.smith@example.com", MailAddress.key(address));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"a\".\"b c\"@example.com", "a.\"b c\"@example.com", "\"a\\.b c\"@example.com"})
    void attack_partsThatAreQuotedInAnotherWay_areAnotherSpelling_andCountAsOneMailbox(String address) {
        assertFalse(MailAddress.isCanonical(address));
        assertEquals("\"a.b c\"@example.com", MailAddress.key(address));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"a.b c\"@example.com", "\"a@b\"@example.com", "\".a\"@example.com",
        "\"a..b\"@example.com", "\"\"@example.com", "\"a\\\"b\"@example.com", "\"a\\\\b\"@example.com",
        "a.smith+x@example.com", "\u00e9.\u4f8b@example.com", "o'neil!#$%&*/=?^_`{|}~-@example.com"})
    void whatNeedsQuotesHasOneSpelling(String address) {
        assertTrue(MailAddress.isCanonical(address));
        assertEquals(address, MailAddress.key(address));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"@example.com", "\"a@example.com", "a\"b\"@example.com", "\"a\\\"@example.com",
        "\"a\"\"b\"@example.com", "\"a\"@a..b"})
    void quotesThatAreMalformedAreNotCanonical(String address) {
        assertFalse(MailAddress.isCanonical(address));
        assertEquals(MailAddress.key(address), MailAddress.key(MailAddress.key(address)));
    }

    @Test
    void aVeryLongAddressHasAKey() {
        String words = "a.".repeat(200_000) + "a";
        assertEquals(words + "@example.com", MailAddress.key('"' + words + "\"@example.com"));
    }
}
