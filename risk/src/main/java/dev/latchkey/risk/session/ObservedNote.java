package dev.latchkey.risk.session;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import dev.latchkey.geoip.Coordinates;
import dev.latchkey.risk.ObservedSignIn;
import dev.latchkey.risk.RiskFeature;
import dev.latchkey.risk.SignInFeatures;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * What the request showed whose risk was evaluated, as a note of its tab: this is what is remembered when the sign-in
 * has succeeded. A later request of the same sign-in may show something else, which was compared with nothing.
 */
public final class ObservedNote {

    private static final String NOTE = "latchkey.risk.observed";
    private static final String LINE = "\n";
    private static final int LINES_BEFORE_FEATURES = 4;

    private ObservedNote() {
    }

    static void keep(AuthenticationSessionModel authSession, String userId, Optional<ObservedSignIn> observed) {
        if (observed.isEmpty()) {
            authSession.removeAuthNote(NOTE);
            return;
        }
        ObservedSignIn signIn = observed.get();
        StringBuilder note = new StringBuilder(line(userId)).append(LINE).append(line(signIn.address()))
                .append(LINE).append(signIn.place().map(Coordinates::toString).orElse("")).append(LINE)
                .append(signIn.atMillis());
        signIn.features().values().forEach((feature, value) ->
                note.append(LINE).append(feature.name()).append(' ').append(line(value)));
        authSession.setAuthNote(NOTE, note.toString());
    }

    private static String line(String text) {
        return text.replace('\n', ' ');
    }

    /**
     * @param authSession the tab, or the app's sign-in
     * @param userId      the account
     * @return what was evaluated for this account in this authentication, without signals; empty where nothing was
     */
    public static Optional<ObservedSignIn> of(AuthenticationSessionModel authSession, String userId) {
        String note = authSession.getAuthNote(NOTE);
        String[] lines = note == null ? new String[0] : note.split(LINE, -1);
        if (lines.length < LINES_BEFORE_FEATURES || !lines[0].equals(line(userId))) {
            return Optional.empty();
        }
        Map<RiskFeature, String> values = new EnumMap<>(RiskFeature.class);
        for (int i = LINES_BEFORE_FEATURES; i < lines.length; i++) {
            String[] parts = lines[i].split(" ", 2);
            values.put(RiskFeature.valueOf(parts[0]), parts[1]);
        }
        return Optional.of(new ObservedSignIn(lines[1], new SignInFeatures(values), Coordinates.parse(lines[2]),
                Set.of(), Long.parseLong(lines[3])));
    }
}
