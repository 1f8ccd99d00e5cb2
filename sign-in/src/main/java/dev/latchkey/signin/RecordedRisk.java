package dev.latchkey.signin;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * How risky one authentication was found, once, as a note of its tab: whatever follows in the same authentication
 * reads this record instead of asking again.
 *
 * @param level   {@code low}, {@code medium} or {@code high}
 * @param score   0 to 100
 * @param reasons ids of what made it so, the weightiest first; never what a user's history holds
 */
public record RecordedRisk(String level, int score, List<String> reasons) {

    private static final String HIGH = "high";

    /** The reason of a risk that could not be evaluated. */
    public static final String UNKNOWN = "unknown";
    private static final String NOTE = "latchkey.risk";
    private static final String SEPARATOR = " ";
    private static final int PARTS = 4;

    /** Makes an immutable copy of the reasons. */
    public RecordedRisk {
        reasons = List.copyOf(reasons);
    }

    /**
     * @param authSession the tab, or the app's sign-in
     * @param userId      the account
     * @return what was found for this account in this authentication; empty when nothing was asked yet
     */
    public static Optional<RecordedRisk> of(AuthenticationSessionModel authSession, String userId) {
        String note = authSession.getAuthNote(NOTE);
        // ids of federated users may hold any character, and come last for that reason
        String[] parts = note == null ? new String[0] : note.split(SEPARATOR, PARTS);
        return parts.length == PARTS && parts[PARTS - 1].equals(userId)
                ? Optional.of(new RecordedRisk(parts[0], Integer.parseInt(parts[1]),
                        Stream.of(parts[2].split(",")).filter(reason -> !reason.isEmpty()).toList()))
                : Optional.empty();
    }

    /**
     * Keeps it for the rest of the authentication.
     *
     * @param authSession the tab, or the app's sign-in
     * @param userId      the account
     */
    public void keep(AuthenticationSessionModel authSession, String userId) {
        authSession.setAuthNote(NOTE, String.join(SEPARATOR, level, Integer.toString(score),
                String.join(",", reasons), userId));
    }

    /** @return whether the risk, or a part of it, could not be evaluated */
    public boolean isUnknown() {
        return reasons.contains(UNKNOWN);
    }

    /** @return whether a trusted device does not stand for the factor: the risk is high, or was not evaluated */
    public boolean outweighsTrust() {
        return HIGH.equals(level) || isUnknown();
    }

    /**
     * @param most how many, at least 1
     * @return the weightiest reasons; {@link #UNKNOWN}, which has no weight and decides all the same, is first where
     *         not all have room
     */
    public List<String> reasons(int most) {
        if (reasons.size() <= most) {
            return reasons;
        }
        return reasons.stream().sorted(Comparator.comparing(reason -> !UNKNOWN.equals(reason))).limit(most).toList();
    }
}
