package dev.latchkey.mail.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

import org.junit.jupiter.api.Test;
import org.keycloak.email.EmailAuthenticator.AuthenticatorType;
import org.keycloak.email.EmailException;

class SmtpSettingsTest {

    private static final Map<String, String> LEAST = Map.of("host", "mail.example", "from", "post@müller.example");

    @Test
    void timeoutsAreTenSecondsUnlessTheRealmSaysOtherwise() throws EmailException {
        Properties least = new SmtpSettings(LEAST).properties();
        for (String name : new String[] {"connectiontimeout", "timeout", "writetimeout"}) {
            assertEquals("10000", least.getProperty("mail.smtp." + name));
        }
        Properties set = with("connectionTimeout", "1", "timeout", "2", "writeTimeout", "3", "port", "2525")
                .properties();
        assertEquals("1", set.getProperty("mail.smtp.connectiontimeout"));
        assertEquals("2", set.getProperty("mail.smtp.timeout"));
        assertEquals("3", set.getProperty("mail.smtp.writetimeout"));
        assertEquals("2525", set.getProperty("mail.smtp.port"));
    }

    @Test
    void attack_debugOfARealm_tracesNoMail() throws EmailException {
        assertNull(with("debug", "true").properties().getProperty("mail.debug"));
        assertTrue(with("debug", "true").isUnderstood(), "else Keycloak's sender would trace the mail");
    }

    @Test
    void anAddressIsSentInAsciiUnlessTheRealmAllowsMore() throws EmailException {
        assertEquals("a@xn--mller-kva.example", new SmtpSettings(LEAST).address("a@müller.example"));
        assertEquals("jörg@müller.example", with("allowutf8", "true").address("jörg@müller.example"));
        assertThrows(EmailException.class, () -> new SmtpSettings(LEAST).address("jörg@müller.example"));
    }

    @Test
    void attack_anAddressWithALineBreakOrSeveralRecipients_isNone() {
        for (SmtpSettings settings : new SmtpSettings[] {new SmtpSettings(LEAST), with("allowutf8", "true")}) {
            for (String none : new String[] {"a@b.example\r\nBcc: c@d.example", "a@b.example, c@d.example",
                    "a@b.example>\r\nRCPT TO:<c@d.example", "no address", "", null}) {
                assertThrows(EmailException.class, () -> settings.address(none), none);
            }
        }
    }

    @Test
    void theWayToAuthenticateIsTheRealms() throws EmailException {
        assertEquals(AuthenticatorType.NONE, with("authType", "token").authentication());
        assertEquals(AuthenticatorType.BASIC, with("auth", "true").authentication());
        SmtpSettings token = with("auth", "true", "authType", "token");
        assertEquals(AuthenticatorType.TOKEN, token.authentication());
        assertEquals("XOAUTH2", token.properties().getProperty("mail.smtp.auth.mechanisms"));
        assertThrows(IllegalArgumentException.class, with("auth", "true", "authType", "made-up")::authentication);
    }

    @Test
    void settingsOfAnotherKeycloakAreNotUnderstood() {
        assertTrue(new SmtpSettings(LEAST).isUnderstood());
        assertTrue(with("auth", "true", "authType", "token", "allowutf8", "true").isUnderstood());
        assertTrue(with("authType", "made-up").isUnderstood(), "it is not used");
        assertFalse(with("auth", "true", "authType", "made-up").isUnderstood());
        assertFalse(with("proxy", "proxy.example").isUnderstood());
    }

    @Test
    void theFingerprintTellsRealmsAndSettingsApartAndShowsNothing() {
        SmtpSettings settings = with("password", "very secret");
        String fingerprint = settings.fingerprint("realm");
        assertEquals(fingerprint, with("password", "very secret").fingerprint("realm"));
        assertNotEquals(fingerprint, settings.fingerprint("other"));
        assertNotEquals(fingerprint, with("password", "very secret!").fingerprint("realm"));
        assertNotEquals(fingerprint, with("passwor", "dvery secret").fingerprint("realm"));
        assertFalse(fingerprint.contains("secret"), fingerprint);
        assertFalse(settings.toString().contains("secret"), settings::toString);
    }

    private static SmtpSettings with(String... namesAndValues) {
        Map<String, String> all = new LinkedHashMap<>(LEAST);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            all.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return new SmtpSettings(all);
    }
}
