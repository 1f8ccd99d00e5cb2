package dev.latchkey.sample;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the app shows next. Whatever a user may do leads to one of these; an {@link java.io.IOException} is a network
 * that failed, or an app or a realm that has to be mended.
 */
public sealed interface Step {

    /** Shows each kind of step; a kind that is added later fails the compiler here. */
    interface Screen {

        /** @param step asks for the code */
        void show(EnterCode step);

        /** @param step asks for a telephone number */
        void show(EnterNumber step);

        /** @param step asks to send a text */
        void show(SendText step);

        /** @param step says what was wrong */
        void show(Refused step);

        /** @param step asks for the form again */
        void show(Mend step);

        /** @param step asks to wait */
        void show(Later step);

        /** @param step leads to the browser */
        void show(UseBrowser step);

        /** @param step ends a sign-up or a reset */
        void show(Done step);

        /** @param step ends a sign-in */
        void show(SignedIn step);
    }

    /** @param screen shows this step */
    void on(Screen screen);

    /**
     * Ask for the code.
     *
     * @param mail which one
     */
    record EnterCode(MailedCode mail) implements Step {

        @Override
        public void on(Screen screen) {
            screen.show(this);
        }
    }

    /**
     * Ask for a telephone number, to which a code is sent then.
     *
     * @param refused whether no text is sent to the one that was typed before
     * @param maySend whether the user may send a text in place of getting a code
     */
    record EnterNumber(boolean refused, boolean maySend) implements Step {

        @Override
        public void on(Screen screen) {
            screen.show(this);
        }
    }

    /**
     * Ask the user to send a text from the number that was typed, and ask the server once it is sent.
     *
     * @param word          what the text has to hold
     * @param serviceNumber to which it is sent
     * @param missing       whether it has not arrived yet
     */
    record SendText(String word, String serviceNumber, boolean missing) implements Step {

        @Override
        public void on(Screen screen) {
            screen.show(this);
        }
    }

    /**
     * Show what was wrong. {@link CodeDialog#underWay} returns whether this attempt can continue.
     *
     * @param why          what was wrong
     * @param attemptsLeft how often a code may still be tried, where one was verified
     */
    record Refused(Refusal why, Optional<Integer> attemptsLeft) implements Step {

        @Override
        public void on(Screen screen) {
            screen.show(this);
        }
    }

    /**
     * Show the form again.
     *
     * @param errors what was wrong with it
     */
    record Mend(List<FieldError> errors) implements Step {

        @Override
        public void on(Screen screen) {
            screen.show(this);
        }
    }

    /**
     * Wait. What is under way stays good.
     *
     * @param patience for how long
     */
    record Later(Duration patience) implements Step {

        @Override
        public void on(Screen screen) {
            screen.show(this);
        }
    }

    /** Go on in the browser: what is needed now, an app cannot show. */
    record UseBrowser() implements Step {

        @Override
        public void on(Screen screen) {
            screen.show(this);
        }
    }

    /** The account is active, or the new password set. No user is signed in by that. */
    record Done() implements Step {

        @Override
        public void on(Screen screen) {
            screen.show(this);
        }
    }

    /**
     * The user is signed in.
     *
     * @param session   theirs
     * @param numberSet whether the number that the app has asked for was set; empty when it has asked for none
     */
    record SignedIn(Session session, Optional<Boolean> numberSet) implements Step {

        @Override
        public void on(Screen screen) {
            screen.show(this);
        }
    }
}
