package dev.latchkey.sample;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The app's own screens, as questions and answers at the command line. */
final class NativeCommands {

    static final String SIGN_UP = "native-sign-up";
    static final String SIGN_IN = "native-sign-in";
    static final String RESET = "native-reset";
    static final String NUMBER = "native-number";

    private static final String ADDRESS = "E-mail address or phone number: ";

    private static final Map<Refusal, String> REFUSALS = Map.of(
            Refusal.WRONG_CODE, "That is not the code.",
            Refusal.MALFORMED_CODE, "That is no code.",
            Refusal.CODE_USED_UP, "The code has had its attempts; ask for another mail.",
            Refusal.CODE_EXPIRED, "The code is no longer good; ask for another mail.",
            Refusal.NO_MAILS_LEFT, "No further mail is sent. Type the code of the last one, or start over.",
            Refusal.MAIL_BUSY, "No mail can be sent at the moment; ask for another in a while.",
            Refusal.WRONG_CREDENTIALS, "Name or password is wrong, or the account may not sign in.",
            Refusal.OVER, "That took too long, or is over; start again.",
            Refusal.DENIED, "The realm does not allow this.");

    private final NativeClient app;
    private final Terminal terminal;
    private final Step.Screen screen = new Lines();

    /** Sends what was typed. */
    @FunctionalInterface
    private interface Sending {

        Step send(String code) throws IOException;
    }

    NativeCommands(NativeClient app, Terminal terminal) {
        this.app = app;
        this.terminal = terminal;
    }

    void run(String command) throws IOException {
        switch (command) {
            case SIGN_UP -> signUp();
            case SIGN_IN -> signIn();
            case NUMBER -> number();
            default -> reset();
        }
    }

    private void signUp() throws IOException {
        Registration registration = app.registration();
        String address = terminal.insist(ADDRESS);
        Map<String, String> attributes = Map.of(
                address.startsWith("+") ? "phoneNumber" : "email", address,
                "firstName", terminal.insist("First name: "),
                "lastName", terminal.insist("Last name: "));
        Step step = registration.begin(attributes, terminal.secret("Password: "));
        if (complete(step, registration, registration::verify) instanceof Step.Done) {
            terminal.say("Signed up. Now sign in with " + SIGN_IN + ".");
        }
    }

    private void signIn() throws IOException {
        NativeSignIn signIn = app.signIn();
        Step step = signIn.begin(terminal.insist(ADDRESS), terminal.secret("Password: "));
        complete(step, signIn, code -> signIn.code(code, trust(step)));
    }

    private void number() throws IOException {
        NativeSignIn signIn = app.signIn();
        complete(signIn.beginForNumber(terminal.insist(ADDRESS), terminal.secret("Password: ")), signIn,
                code -> signIn.code(code, false));
    }

    private boolean trust(Step first) throws IOException {
        Optional<Integer> days = first instanceof Step.EnterCode asked ? asked.mail().trustDays() : Optional.empty();
        return days.isPresent()
                && terminal.ask("Ask for no code on this device for " + days.get() + " days? (y/n) ").equals("y");
    }

    private void reset() throws IOException {
        PasswordReset reset = app.passwordReset();
        Step step = reset.begin(terminal.insist(ADDRESS));
        if (complete(step, reset, code -> reset.verify(code, terminal.secret("New password: ")))
                instanceof Step.Done) {
            terminal.say("The new password is set, and everybody signed out. Now sign in with " + SIGN_IN + ".");
        }
    }

    /** Asks for codes until one is right, or none can be any more. */
    private Step complete(Step first, CodeDialog dialog, Sending sending) throws IOException {
        Step step = first;
        step.on(screen);
        while (dialog.underWay()) {
            step = dialog instanceof NativeSignIn signIn ? next(step, signIn, sending) : code(dialog, sending);
            step.on(screen);
        }
        return step;
    }

    private Step next(Step step, NativeSignIn signIn, Sending sending) throws IOException {
        if (step instanceof Step.EnterNumber asked) {
            String number = terminal.insist("New phone number: ");
            boolean sends = asked.maySend()
                    && terminal.ask("Send a text from it, in place of getting a code? (y/n) ").equals("y");
            return sends ? signIn.numberOfText(number) : signIn.number(number);
        }
        if (step instanceof Step.SendText) {
            terminal.ask("Press Enter once it is sent. ");
            return signIn.textSent();
        }
        return code(signIn, sending);
    }

    private Step code(CodeDialog dialog, Sending sending) throws IOException {
        String code = terminal.ask("Code (none for another message): ");
        return code.isEmpty() ? dialog.resend() : sending.send(code);
    }

    private final class Lines implements Step.Screen {

        @Override
        public void show(Step.EnterCode step) {
            MailedCode mail = step.mail();
            // sign-up and reset never reveal whether there is such a message at all; a text has no reference
            terminal.say("Look for the message" + mail.maskedAddress().map(to -> " to " + to).orElse("")
                    + " (a mail has the reference " + mail.reference() + "); its code is good for "
                    + mail.goodFor().toMinutes() + " minutes.");
        }

        @Override
        public void show(Step.EnterNumber step) {
            terminal.say(step.refused() ? "No text can be sent to that number. Type it with its country code."
                    : "A phone number is to be set; it is proven by a text.");
        }

        @Override
        public void show(Step.SendText step) {
            terminal.say((step.missing() ? "It has not arrived yet. " : "") + "Send a text with " + step.word() + " to "
                    + step.serviceNumber() + ".");
        }

        @Override
        public void show(Step.Refused step) {
            terminal.say(REFUSALS.get(step.why())
                    + step.attemptsLeft().map(left -> " Attempts left: " + left + ".").orElse(""));
        }

        @Override
        public void show(Step.Mend step) {
            terminal.say(step.errors().stream().map(NativeCommands::text)
                    .collect(Collectors.joining("; ", "Not accepted: ", "")));
        }

        @Override
        public void show(Step.Later step) {
            terminal.say("Not yet; try again in " + step.patience().toSeconds() + " s.");
        }

        @Override
        public void show(Step.UseBrowser step) {
            terminal.say("This goes on in the browser: sign in there.");
        }

        @Override
        public void show(Step.Done step) {
            // each command has its own words for this
        }

        @Override
        public void show(Step.SignedIn step) {
            step.numberSet().ifPresent(set -> terminal.say(set ? "The phone number is set."
                    : "The phone number stays as it was."));
            terminal.say(Main.greeting(step.session()));
        }
    }

    private static String text(FieldError error) {
        return Stream.concat(Stream.of(error.field() + ",", error.message()), error.parameters().stream())
                .collect(Collectors.joining(" "));
    }
}
