package dev.latchkey.bench.risk;

import java.util.EnumMap;
import java.util.Map;

import dev.latchkey.risk.RiskFeature;
import dev.latchkey.risk.SignInFeatures;

/**
 * One sign-in.
 *
 * @param day    time in days since the start
 * @param user   the account
 * @param origin where it comes from
 * @param client with what it is made
 * @param cookie whether the browser holds a cookie of an earlier sign-in of this user
 */
record SignIn(double day, long user, Origin origin, Client client, boolean cookie) {

    /** Address, number of the network, and country; an empty string is unknown. */
    record Origin(String address, String network, String country) {
    }

    /** Whole agent, browser with version, system with version, kind of device; an empty string is unknown. */
    record Client(String agent, String browser, String os, String kind) {

        /** Browser and system without their versions. */
        String family() {
            return browser.replaceAll("[ 0-9.]+$", "") + '/' + os.replaceAll("[ 0-9.]+$", "") + '/' + kind;
        }
    }

    /** @return what the model compares; unknown values are absent */
    SignInFeatures features() {
        Map<RiskFeature, String> values = new EnumMap<>(RiskFeature.class);
        put(values, RiskFeature.ADDRESS, origin.address);
        put(values, RiskFeature.NETWORK, origin.network);
        put(values, RiskFeature.COUNTRY, origin.country);
        put(values, RiskFeature.AGENT, client.agent);
        put(values, RiskFeature.BROWSER, client.browser);
        put(values, RiskFeature.OS, client.os);
        put(values, RiskFeature.DEVICE_KIND, client.kind);
        return new SignInFeatures(values);
    }

    private static void put(Map<RiskFeature, String> values, RiskFeature feature, String value) {
        if (!value.isEmpty()) {
            values.put(feature, value);
        }
    }
}
