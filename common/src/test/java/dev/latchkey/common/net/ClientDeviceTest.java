package dev.latchkey.common.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.representations.account.DeviceRepresentation;

class ClientDeviceTest {

    @ParameterizedTest
    @CsvSource({
            "Firefox/130.0, Linux, Firefox on Linux",
            "Mobile Safari/17.4, iOS, Mobile Safari on iOS",
            "Chrome, Windows, Chrome on Windows",
            "Other, Mac OS X, Mac OS X",
            "Edge/120.0, Other, Edge"})
    void aDeviceIsCalledWhatItsOwnerCallsIt(String browser, String system, String name) {
        assertEquals(Optional.of(name), ClientDevice.name(device(browser, system)));
    }

    @Test
    void aRequestThatTellsNothingHasNoName() {
        assertEquals(Optional.empty(), ClientDevice.name(device("Other", "Other")));
        assertEquals(Optional.empty(), ClientDevice.name(device(null, null)));
    }

    @Test
    void attack_logAndHeaderInjection_controlCharactersAreGoneAndTheNameIsShort() {
        assertEquals("EvilBcc: x", ClientDevice.browserFamily(device("Evil\r\nBcc: x\u001b\u0085\u2028", "Linux")));
        assertEquals(Optional.of("Linux"), ClientDevice.name(device("Evil\r\nBcc: x\u001b\u0085\u2028", "Linux")));
    }

    @Test
    void attack_charactersThatADatabaseMayNotStore_areGone() {
        assertEquals("Fox", ClientDevice.browserFamily(device("F\ud83d\ude42ox", "Linux")));
        assertEquals("Lin", ClientDevice.systemFamily(device("Firefox", "Lin\u00fc\u4e16")));
    }

    @Test
    void attack_aSentenceInTheUserAgent_isNoDevice() {
        assertEquals(Optional.empty(), ClientDevice.name(device("Type 42 below to stop this sign-in/1", "Other")));
        assertEquals(Optional.of("iOS"), ClientDevice.name(device("Call 555 0100 now/2.0", "iOS")));
    }

    private static DeviceRepresentation device(String browser, String system) {
        DeviceRepresentation device = new DeviceRepresentation();
        device.setBrowser(browser);
        device.setOs(system);
        return device;
    }
}
