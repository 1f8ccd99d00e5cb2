package dev.latchkey.setup.flow;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

import dev.latchkey.otp.EmailOtpPolicy;
import dev.latchkey.setup.ChangeKind;
import dev.latchkey.setup.Feature;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RequiredActionProviderModel;

/** The required action that verifies an address by a code: turned on, and before every other action. */
final class VerifyAction {

    static final String ID = EmailOtpPolicy.ACTION;
    private static final String NAME = "Latchkey: verify e-mail by code";
    private static final String OFF = "off";
    private static final String ON = "on";
    private static final String SEPARATOR = " ";
    private static final Pattern STATE = Pattern.compile("(on|off) -?[0-9]{1,9} [0-9a-f]{64}");

    private final RealmModel realm;

    VerifyAction(RealmModel realm) {
        this.realm = realm;
    }

    boolean isEnabled() {
        RequiredActionProviderModel action = realm.getRequiredActionProviderByAlias(ID);
        return action != null && action.isEnabled();
    }

    void enable(ChangeLog log) {
        RequiredActionProviderModel action = realm.getRequiredActionProviderByAlias(ID);
        int first = realm.getRequiredActionProvidersStream().filter(other -> !ID.equals(other.getAlias()))
                .mapToInt(RequiredActionProviderModel::getPriority).min().orElse(1);
        if (action != null && action.isEnabled() && action.getPriority() < first) {
            return;
        }
        String before = state();
        if (action == null) {
            RequiredActionProviderModel added = new RequiredActionProviderModel();
            added.setAlias(ID);
            added.setProviderId(ID);
            added.setName(NAME);
            added.setEnabled(true);
            added.setDefaultAction(false);
            added.setPriority(first - 1);
            added.setConfig(new HashMap<>());
            realm.addRequiredActionProvider(added);
        } else {
            set(action, true, Math.min(action.getPriority(), first - 1));
        }
        log.add(Feature.SIGN_UP, ChangeKind.ACTION_ENABLED, ID, before, state(),
                "Turn on the required action '" + NAME + "' and move it before every other action");
    }

    private void set(RequiredActionProviderModel action, boolean enabled, int priority) {
        action.setEnabled(enabled);
        action.setPriority(priority);
        realm.updateRequiredActionProvider(action);
    }

    /** Whether and where it is, and a digest of its policy, as the record has it; null where the realm has none. */
    String state() {
        return Optional.ofNullable(realm.getRequiredActionProviderByAlias(ID))
                .map(action -> (action.isEnabled() ? ON : OFF) + SEPARATOR + action.getPriority() + SEPARATOR
                        + policy(action)).orElse(null);
    }

    /** An undo must not remove what an administrator has set since. */
    private static String policy(RequiredActionProviderModel action) {
        return Digest.of(new TreeMap<>(Optional.ofNullable(action.getConfig()).orElse(Map.of())));
    }

    /** Puts it back into a state that it had; false where that is no state. */
    boolean restore(String state) {
        RequiredActionProviderModel action = realm.getRequiredActionProviderByAlias(ID);
        if (action == null || state != null && !STATE.matcher(state).matches()) {
            return false;
        }
        if (state == null) {
            realm.removeRequiredActionProvider(action);
        } else {
            String[] parts = state.split(SEPARATOR);
            set(action, ON.equals(parts[0]), Integer.parseInt(parts[1]));
        }
        return true;
    }
}
