package dev.latchkey.risk.settings;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import dev.latchkey.common.settings.PolicyReader;
import dev.latchkey.risk.RiskPolicy;
import dev.latchkey.risk.RiskSignal;
import org.keycloak.models.RealmModel;

/**
 * What a realm has set about risk, in its attributes; the default replaces a value that is not allowed.
 *
 * @param policy   thresholds, and the signals that count
 * @param failures consecutive failures that are a signal
 */
public record RealmRisk(RiskPolicy policy, int failures) {

    /** The realm attribute that names the signals that do not count, separated by commas. */
    public static final String SIGNALS_OFF = "latchkey.risk.signals-off";

    /**
     * @param realm the realm
     * @return what it has set
     */
    public static RealmRisk of(RealmModel realm) {
        return of(realm.getAttributes());
    }

    static RealmRisk of(Map<String, String> attributes) {
        PolicyReader reader = new PolicyReader("risk policy", attributes);
        int medium = reader.number(RiskSetting.MEDIUM.setting());
        int high = reader.number(RiskSetting.HIGH.setting());
        boolean inOrder = medium < high;
        RiskPolicy policy = new RiskPolicy(inOrder ? medium : RiskPolicy.DEFAULT.medium(),
                inOrder ? high : RiskPolicy.DEFAULT.high(), reader.number(RiskSetting.YOUNG.setting()),
                signals(attributes == null ? null : attributes.get(SIGNALS_OFF)),
                reader.number(RiskSetting.CREDENTIAL_DAYS.setting()));
        return new RealmRisk(policy, reader.number(RiskSetting.FAILURES.setting()));
    }

    private static Set<RiskSignal> signals(String off) {
        Set<String> names = off == null ? Set.of()
                : Arrays.stream(off.split(",")).map(String::strip).collect(Collectors.toSet());
        return Arrays.stream(RiskSignal.values()).filter(signal -> !names.contains(signal.id()))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(RiskSignal.class)));
    }
}
