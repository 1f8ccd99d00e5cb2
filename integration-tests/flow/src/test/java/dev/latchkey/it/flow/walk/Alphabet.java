package dev.latchkey.it.flow.walk;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.latchkey.it.flow.WalkTest;
import dev.latchkey.it.kit.walk.StepTexts;

/** All steps of walks. */
final class Alphabet {

    /** Demands the second level. */
    static final String LEVEL = "&acr_values=2";

    private static final int MOST_LINKS = 4;
    private static final int MOST_FORMS = 3;
    private static final List<String> CLIENTS =
            List.of(WalkTest.APP, WalkTest.PASSWORDLESS_APP, WalkTest.LEVELS_APP);
    private static final List<String> PARAMETERS = List.of("", "&prompt=create", "&prompt=login", "&prompt=none",
            "&prompt=none&acr_values=2", "&max_age=0", Forced.AN_HOUR, LEVEL, "&kc_action=UPDATE_PASSWORD",
            "&kc_action=UPDATE_PROFILE", "&kc_action=" + WalkTest.VERIFY_ACTION, "&kc_action=delete_account");
    private static final List<String> PATHS =
            List.of("authenticate", "registration", "reset-credentials", "restart", "required-action");
    private static final List<String> PURPOSES = List.of("password_reset", "signup", "verify_email");
    private static final List<Duration> TIMES = List.of(Duration.ofSeconds(61), Duration.ofMinutes(6),
            Duration.ofMinutes(11), Duration.ofHours(2), Duration.ofHours(25));
    private static final StepTexts<Step> STEPS = new StepTexts<>(all());

    private Alphabet() {
    }

    static List<Step> steps() {
        return STEPS.all();
    }

    /** The steps of a text that {@link #text} has made. */
    static List<Step> parse(String text) {
        return STEPS.parse(text);
    }

    static String text(List<Step> steps) {
        return STEPS.text(steps);
    }

    private static List<Step> all() {
        List<Step> steps = new ArrayList<>();
        for (Seat seat : Seat.values()) {
            atTab(seat, steps);
        }
        for (Who who : Who.values()) {
            steps.add(new Step.NativeSignIn(who, With.RIGHT));
            steps.add(new Step.NativeSignIn(who, With.WRONG));
            steps.add(new Step.NativeRegistration(who, Optional.empty()));
            PURPOSES.forEach(purpose -> steps.add(new Step.NativeChallenge(purpose, who)));
        }
        for (Who beside : List.of(Who.VICTIM, Who.NEWCOMER)) {
            steps.add(new Step.NativeRegistration(Who.FRESH, Optional.of(beside)));
        }
        for (With with : With.values()) {
            steps.add(new Step.NativeCode(with));
            steps.add(new Step.NativeVerification(with));
        }
        steps.add(new Step.Tokens(false));
        steps.add(new Step.Tokens(true));
        for (Decision decision : Decision.values()) {
            steps.add(new Step.Decide(decision, Who.VICTIM));
            steps.add(new Step.Decide(decision, Who.NEWCOMER));
        }
        TIMES.forEach(time -> steps.add(new Step.Pass(time)));
        return steps;
    }

    private static void atTab(Seat seat, List<Step> steps) {
        for (String client : CLIENTS) {
            PARAMETERS.stream().filter(more -> seat.attackers() || !more.contains("delete"))
                    .forEach(more -> steps.add(new Step.Request(seat, client, more)));
        }
        PATHS.forEach(path -> steps.add(new Step.Open(seat, path)));
        for (int number = 0; number < MOST_LINKS; number++) {
            steps.add(new Step.Follow(seat, number));
        }
        for (int number = 1; number < MOST_FORMS; number++) {
            steps.add(new Step.Press(seat, number));
        }
        steps.add(new Step.Reload(seat));
        steps.add(new Step.Back(seat));
        steps.add(new Step.MailLink(seat));
        steps.add(new Step.SignOut(seat));
        if (seat.attackers()) {
            steps.add(new Step.Invitation(seat));
            steps.add(new Step.Confirm(seat));
        }
        steps.add(new Step.AtOnce(seat));
        for (With with : seat.attackers() ? With.values() : new With[] {With.RIGHT}) {
            steps.add(new Step.Answer(seat, with));
            for (Who who : names(seat)) {
                steps.add(new Step.Name(seat, who, with));
            }
        }
    }

    /** The names that the user at a tab may enter: only an attacker enters names of others. */
    private static Who[] names(Seat seat) {
        return switch (seat) {
            case OWNER -> new Who[] {Who.VICTIM};
            case NEWCOMER -> new Who[] {Who.NEWCOMER};
            default -> Who.values();
        };
    }

    static List<Duration> times() {
        return TIMES;
    }
}
