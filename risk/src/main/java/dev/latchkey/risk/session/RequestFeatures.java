package dev.latchkey.risk.session;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import dev.latchkey.common.keys.MacMessage;
import dev.latchkey.common.net.ClientAddress;
import dev.latchkey.common.net.ClientDevice;
import dev.latchkey.geoip.GeoIpLocations;
import dev.latchkey.risk.ObservedSignIn;
import dev.latchkey.risk.RiskFeature;
import dev.latchkey.risk.RiskSignal;
import dev.latchkey.risk.SignInFeatures;
import jakarta.ws.rs.core.HttpHeaders;
import org.keycloak.common.util.Time;
import org.keycloak.device.DeviceRepresentationProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.account.DeviceRepresentation;

/**
 * Reads a sign-in's features from its request. What the operator's files do not tell is absent; what the client leaves
 * out has a value of its own, so that leaving it out makes a sign-in no more usual.
 */
public final class RequestFeatures {

    private static final String LEFT_OUT = "-";
    private static final Set<RiskFeature> OF_AGENT = EnumSet.of(RiskFeature.AGENT, RiskFeature.BROWSER, RiskFeature.OS,
            RiskFeature.DEVICE_KIND);
    private static final int LONGEST_AGENT = 500;
    private static final String MAJOR_VERSION = "(/[0-9]+).*";

    private RequestFeatures() {
    }

    /**
     * @param session the request's session
     * @param signals what the state of the account shows besides
     * @return what the request shows
     */
    public static ObservedSignIn of(KeycloakSession session, Set<RiskSignal> signals) {
        String address = ClientAddress.text(session);
        GeoIpLocations locations = GeoIpLocations.of(session);
        Map<RiskFeature, String> values = new EnumMap<>(RiskFeature.class);
        values.put(RiskFeature.ADDRESS, ClientAddress.literal(address).isPresent()
                ? ClientAddress.limitKey(session) : LEFT_OUT);
        locations.network(address).ifPresent(network -> values.put(RiskFeature.NETWORK, network));
        locations.country(address).ifPresent(country -> values.put(RiskFeature.COUNTRY, country));
        agent(session, values);
        return new ObservedSignIn(address, new SignInFeatures(values), locations.coordinates(address), signals,
                Time.currentTimeMillis());
    }

    private static void agent(KeycloakSession session, Map<RiskFeature, String> values) {
        OF_AGENT.forEach(feature -> values.put(feature, LEFT_OUT));
        put(values, RiskFeature.AGENT, bounded(session.getContext().getHttpRequest().getHttpHeaders()
                .getHeaderString(HttpHeaders.USER_AGENT)));
        DeviceRepresentationProvider parser = session.getProvider(DeviceRepresentationProvider.class);
        DeviceRepresentation device = parser == null ? null : parser.deviceRepresentation();
        if (device == null) {
            return;
        }
        if (!ClientDevice.browserFamily(device).isEmpty()) {
            put(values, RiskFeature.BROWSER, device.getBrowser().replaceFirst(MAJOR_VERSION, "$1"));
        }
        if (!ClientDevice.systemFamily(device).isEmpty()) {
            put(values, RiskFeature.OS, ClientDevice.systemFamily(device) + "/"
                    + Optional.ofNullable(device.getOsVersion()).orElse(""));
        }
        put(values, RiskFeature.DEVICE_KIND, device.isMobile() ? "mobile" : "desktop");
    }

    /** A client may send any length, and a tab keeps the value until the sign-in is over. */
    private static String bounded(String agent) {
        return agent == null || agent.length() <= LONGEST_AGENT ? agent : MacMessage.of("agent", agent).sha256();
    }

    private static void put(Map<RiskFeature, String> values, RiskFeature feature, String value) {
        if (value != null && !value.isBlank()) {
            values.put(feature, value);
        }
    }
}
