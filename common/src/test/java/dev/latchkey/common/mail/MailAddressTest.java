package dev.latchkey.common.mail;

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
    }
}
