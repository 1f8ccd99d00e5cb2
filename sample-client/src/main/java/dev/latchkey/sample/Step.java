package dev.latchkey.sample;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the app shows next. Whatever a user may do leads to one of these; an {@link java.io.IOException} is a network
 * that failed, or an app or a realm that has to be mended.
 */
public sealed interface Step {

    /**
     * Ask for the code.
     *
     * @param mail which one
     */
    record EnterCode(MailedCode mail) implements Step {
    }

    /**
     * Show what was wrong. {@link CodeDialog#underWay} returns whether this attempt can continue.
     *
     * @param why          what was wrong
     * @param attemptsLeft how often a code may still be tried, where one was verified
     */
    record Refused(Refusal why, Optional<Integer> attemptsLeft) implements Step {
    }

    /**
     * Show the form again.
     *
     * @param errors what was wrong with it
     */
    record Mend(List<FieldError> errors) implements Step {
    }

    /**
     * Wait. What is under way stays good.
     *
     * @param patience for how long
     */
    record Later(Duration patience) implements Step {
    }

    /** Go on in the browser: what is needed now, an app cannot show. */
    record UseBrowser() implements Step {
    }

    /** The account is active, or the new password set. No user is signed in by that. */
    record Done() implements Step {
    }

    /**
     * The user is signed in.
     *
     * @param session theirs
     */
    record SignedIn(Session session) implements Step {
    }
}
