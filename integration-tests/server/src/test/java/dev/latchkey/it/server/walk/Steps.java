package dev.latchkey.it.server.walk;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.latchkey.it.kit.walk.StepTexts;

/** All steps of walks on two nodes. */
final class Steps {

    static final StepTexts<Step> ALL = new StepTexts<>(all());

    private static final int EARLIEST = 3;

    private Steps() {
    }

    private static List<Step> all() {
        List<Step> steps = new ArrayList<>();
        for (App app : App.values()) {
            for (At at : At.values()) {
                for (Step.Mode mode : Step.Mode.values()) {
                    steps.add(new Step.SignIn(mode, app, at));
                }
                steps.add(new Step.Redeem(app, 0, at, false));
                for (Step.Of of : Step.Of.values()) {
                    steps.add(new Step.Refresh(app, Step.Which.NEWEST, of, at, false));
                }
            }
            steps.add(new Step.SignInAtOnce(app));
            for (At at : List.of(At.ONE, At.TWO)) {
                atOne(app, at, steps);
            }
        }
        for (At at : List.of(At.ONE, At.TWO)) {
            steps.add(new Step.BrowserLogout(at));
            steps.add(new Step.Copy(true, at));
            steps.add(new Step.Purge(false, at));
            steps.add(new Step.Purge(true, at));
            steps.add(new Step.Restart(at));
        }
        steps.add(new Step.Copy(false, At.ONE));
        steps.add(new Step.Reopen());
        for (Step.Act act : Step.Act.values()) {
            steps.add(new Step.Administer(act));
        }
        for (boolean device : new boolean[] {false, true}) {
            steps.add(new Step.Backup(false, device));
            steps.add(new Step.Backup(true, device));
        }
        for (Duration time : List.of(Duration.ofSeconds(11), Duration.ofSeconds(61), Duration.ofMinutes(6),
                Duration.ofHours(2), Duration.ofDays(8), Duration.ofDays(31))) {
            steps.add(new Step.Pass(time));
        }
        for (String how : List.of(Step.Keys.PEPPER, Step.Keys.REALM, Step.Keys.DELETE)) {
            steps.add(new Step.Keys(how));
        }
        return steps;
    }

    private static void atOne(App app, At at, List<Step> steps) {
        steps.add(new Step.FailedSignIn(app, at));
        steps.add(new Step.Redeem(app, 0, at, true));
        for (int earlier = 1; earlier <= EARLIEST; earlier++) {
            steps.add(new Step.Redeem(app, earlier, at, false));
        }
        for (Step.Of of : Step.Of.values()) {
            steps.add(new Step.Refresh(app, Step.Which.OLDEST, of, at, false));
            steps.add(new Step.Refresh(app, Step.Which.USED, of, at, false));
            steps.add(new Step.Refresh(app, Step.Which.NEWEST, of, at, true));
            for (String how : List.of(Step.Revoke.ACCESS, Step.Revoke.REFRESH, Step.Revoke.LOG_OUT)) {
                steps.add(new Step.Revoke(app, how, of, at));
            }
        }
        steps.add(new Step.CodeAgain(app, at));
    }
}
