package dev.latchkey.risk.jpa;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import dev.latchkey.common.keys.KeyRing;
import dev.latchkey.common.keys.MacMessage;
import dev.latchkey.risk.AccountMark;
import dev.latchkey.risk.RiskFeature;
import dev.latchkey.risk.SignInFeatures;

/**
 * What rows call the values of a sign-in's features: keyed hashes, under the key that signs and under those that signed
 * before, so that a history outlives the rotation of a key. The row of all sign-ins has such a name, too: where its key
 * is gone, so are the values, and an account without either is a new one instead of one that is unlike itself.
 *
 * @param newest  the hash under the key that signs, of each feature that has a value
 * @param feature the feature of each hash, under any key
 * @param signIns the hashes of the row of all sign-ins, that under the key that signs first
 */
record Subjects(Map<RiskFeature, String> newest, Map<String, RiskFeature> feature, List<String> signIns) {

    /** The feature of the row that counts all sign-ins. */
    static final String SIGN_INS = "SIGN_INS";
    /** Feature of the rows that count the sign-ins at which a feature was known, whose name they have. */
    static final String KNOWN = "KNOWN";

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
        Set<String> keys = new LinkedHashSet<>(List.of(ring.signingId()));
        keys.addAll(ring.besides(ring.signingId()));
        features.values().forEach((name, value) -> {
            MacMessage message = MacMessage.of("risk", realmId, userId, name.name(), value);
            keys.forEach(key -> ring.sign(key, message).ifPresent(mac -> feature.put(hex(mac.value()), name)));
            newest.put(name, hex(ring.sign(message).value()));
        });
        MacMessage ofSignIns = MacMessage.of("risk", realmId, userId, SIGN_INS);
        return new Subjects(newest, feature, keys.stream().flatMap(key -> ring.sign(key, ofSignIns).stream())
                .map(mac -> hex(mac.value())).toList());
    }

    /** The mark whose row has this feature, or this name; empty for a row of sign-ins. */
    static Optional<AccountMark> mark(String name) {
        return Arrays.stream(AccountMark.values()).filter(mark -> mark.name().equals(name)).findAny();
    }

    /** The name of the row of all sign-ins under the key that signs. */
    String newestSignIns() {
        return signIns.get(0);
    }

    /** The names of the same values under older keys, by that under the key that signs. */
    Map<String, List<String>> older() {
        Map<String, List<String>> older = new TreeMap<>();
        feature.forEach((hash, name) -> {
            if (!hash.equals(newest.get(name))) {
                older.computeIfAbsent(newest.get(name), ignored -> new ArrayList<>()).add(hash);
            }
        });
        if (signIns.size() > 1) {
            older.put(newestSignIns(), signIns.subList(1, signIns.size()));
        }
        return older;
    }

    private static String hex(byte[] mac) {
        return HexFormat.of().formatHex(Arrays.copyOf(mac, BYTES));
    }
}
