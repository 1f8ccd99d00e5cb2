package dev.latchkey.risk;

import java.util.Map;

/**
 * What is known of a sign-in.
 *
 * @param values by feature; a feature that is not known is absent
 */
public record SignInFeatures(Map<RiskFeature, String> values) {

    /** Copies the map. */
    public SignInFeatures {
        values = Map.copyOf(values);
    }
}
