package dev.latchkey.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuickstartSettingsTest {

    private static final String[] ARGUMENTS = {"kc.zip", "26.7.3", "latchkey.jar", "latchkey-realm.json", "home"};

    @Test
    void usesKeycloaksPortsUnlessToldOtherwise() {
        QuickstartSettings settings = settings(Map.of());

        assertEquals(8080, settings.port());
        assertEquals(9000, settings.managementPort());
        assertEquals(3025, settings.smtpPort());
        assertEquals("http://localhost:8080", settings.url());
        assertEquals("http://localhost:8025", settings.inboxUrl());
        assertFalse(settings.numbers());
    }

    @Test
    void takesPortsAndNumbersFromSystemProperties() {
        QuickstartSettings settings = settings(Map.of("quickstart.port", "18080",
                "quickstart.management.port", "19000", "quickstart.smtp.port", "13025",
                "quickstart.inbox.port", "18025", "quickstart.numbers", "true"));

        assertTrue(settings.numbers());
        assertEquals(18080, settings.port());
        assertEquals(19000, settings.managementPort());
        assertEquals(13025, settings.smtpPort());
        assertEquals("http://localhost:18080", settings.url());
        assertEquals("http://localhost:18025", settings.inboxUrl());
    }

    @Test
    void leavesThePortOfHttpOutOfAddressesAsBrowsersDo() {
        assertEquals("http://localhost/realms/latchkey", settings(Map.of("quickstart.port", "80")).realmUrl());
        assertEquals("http://localhost", settings(Map.of("quickstart.inbox.port", "80")).inboxUrl());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "65536", "-1", "http", "80 80"})
    void saysInOneSentenceWhatAPortIs(String value) {
        QuickstartException e = assertThrows(QuickstartException.class,
                () -> settings(Map.of("quickstart.smtp.port", value)));

        assertEquals("-Dquickstart.smtp.port=" + value + " is not a port: it takes a number from 1 to 65535.",
                e.getMessage());
    }

    @Test
    void refusesOnePortForTwo() {
        QuickstartException e = assertThrows(QuickstartException.class,
                () -> settings(Map.of("quickstart.port", "9000")));

        assertEquals("The ports 9000, 9000, 3025 and 8025 must be four different ones.", e.getMessage());
    }

    private static QuickstartSettings settings(Map<String, String> properties) {
        return QuickstartSettings.from(ARGUMENTS, properties::get);
    }
}
