package dev.latchkey.common.net;

import java.util.Optional;

import org.keycloak.device.DeviceRepresentationProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.account.DeviceRepresentation;

/** The device that a request comes from, in words that its owner recognizes, such as "Firefox on Linux". */
public final class ClientDevice {

    private static final String UNKNOWN = "Other";

    private ClientDevice() {
    }

    /**
     * @param session the request's session
     * @return the name of the device, of families that are known by name, at most 64 ASCII characters; empty when the
     *         request names none of them
     */
    public static Optional<String> name(KeycloakSession session) {
        DeviceRepresentationProvider provider = session.getProvider(DeviceRepresentationProvider.class);
        return Optional.ofNullable(provider == null ? null : provider.deviceRepresentation())
                .flatMap(ClientDevice::name);
    }

    static Optional<String> name(DeviceRepresentation device) {
        String browser = DeviceFamilies.browser(browserFamily(device));
        String system = DeviceFamilies.system(systemFamily(device));
        if (browser.isEmpty() || system.isEmpty()) {
            String one = browser + system;
            return one.isEmpty() ? Optional.empty() : Optional.of(one);
        }
        return Optional.of(browser + " on " + system);
    }

    /**
     * @param device what Keycloak found out
     * @return the browser without its version; empty when it is not known
     */
    public static String browserFamily(DeviceRepresentation device) {
        return known(family(device.getBrowser()));
    }

    /**
     * @param device what Keycloak found out
     * @return the operating system without its version; empty when it is not known
     */
    public static String systemFamily(DeviceRepresentation device) {
        return known(device.getOs());
    }

    /** Keycloak gives "Firefox/130.0"; the version changes too often to recognize a device by. */
    private static String family(String browser) {
        int slash = browser == null ? -1 : browser.indexOf('/');
        return slash < 0 ? browser : browser.substring(0, slash);
    }

    private static String known(String text) {
        String clean = Label.ascii(text);
        return clean.equals(UNKNOWN) ? "" : clean;
    }
}
