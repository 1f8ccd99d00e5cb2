package dev.latchkey.risk.jpa;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import dev.latchkey.common.keys.KeyRing;
import dev.latchkey.common.keys.MacMessage;
import dev.latchkey.risk.RiskFeature;
import dev.latchkey.risk.SignInFeatures;

/**
 * What rows call the values of a sign-in's features: keyed hashes, under the key that signs and under those that signed
 * before, so that a history outlives the rotation of a key.
 *
 * @param newest  the hash under the key that signs, of each feature that has a value
 * @param feature the feature of each hash, under any key
 */
record Subjects(Map<RiskFeature, String> newest, Map<String, RiskFeature> feature) {

    /** The row that counts all sign-ins. */
    static final String SIGN_INS = "SIGN_INS";

    private static final int BYTES = 16;

    /**
     * @param ring     the realm's keys
     * @param realmId  whose history it is
     * @param userId   the account whose hashes are to differ from those of any other; empty for the realm's history
     * @param features the values
     * @return their hashes
     */
    static Subjects of(KeyRing ring, String realmId, String userId, SignInFeatures features) {
        Map<RiskFeature, String> newest = new EnumMap<>(RiskFeature.class);
        Map<String, RiskFeature> feature = new TreeMap<>();
        Set<String> keys = new LinkedHashSet<>(ring.besides(ring.signingId()));
        keys.add(ring.signingId());
        features.values().forEach((name, value) -> {
            MacMessage message = MacMessage.of("risk", realmId, userId, name.name(), value);
            keys.forEach(key -> ring.sign(key, message).ifPresent(mac -> feature.put(hex(mac.value()), name)));
            newest.put(name, hex(ring.sign(message).value()));
        });
        return new Subjects(newest, feature);
    }

    private static String hex(byte[] mac) {
        return HexFormat.of().formatHex(Arrays.copyOf(mac, BYTES));
    }
}
