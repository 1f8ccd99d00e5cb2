package dev.latchkey.sample;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The sample app as a command line; each call is one life of the app. */
public final class Main {

    private static final String SIGN_IN = "sign-in";
    private static final String REGISTER = "register";
    private static final String START = "start";
    private static final String SIGN_OUT = "sign-out";
    private static final List<String> NATIVE =
            List.of(NativeCommands.SIGN_UP, NativeCommands.SIGN_IN, NativeCommands.RESET,
                    NativeCommands.NUMBER);
    private static final List<String> BROWSER = List.of(REGISTER, SIGN_IN, START, SIGN_OUT);
    private static final String USAGE = """
            register         registers with the browser, and keeps the secret code
            sign-in          signs in with the browser, and keeps the secret code
            start            signs in with the secret code, as the app does when it starts
            sign-out         ends the secret code, and signs out of the browser
            native-sign-up   signs up here, with a mailed code
            native-sign-in   signs in here, with password and mailed code, and without the code on a trusted device
            native-reset     sets a new password here, with a mailed code
            native-number    sets or replaces a phone number here, with a mailed code and one by text

            Then, if need be: issuer, client_id and directory; without them
            """;
    private static final String ISSUER = "http://localhost:8080/realms/latchkey";
    private static final String CLIENT = "mobile";
    private static final String NATIVE_CLIENT = "native";
    private static final String DIRECTORY = ".latchkey-sample";
    private static final int MOST_ARGUMENTS = 4;

    private final SampleClient app;
    private final PrintStream console;

    private Main(SampleClient app, PrintStream console) {
        this.app = app;
        this.console = console;
    }

    /**
     * Executes the command in the first argument. The JVM ends with code 1 when that fails.
     *
     * @param arguments what to do, then issuer, client_id and directory
     */
    public static void main(String[] arguments) {
        if (arguments.length == 0 || arguments.length > MOST_ARGUMENTS
                || !BROWSER.contains(arguments[0]) && !NATIVE.contains(arguments[0])) {
            System.err.println(usage());
            System.exit(1);
        }
        try {
            run(arguments);
        } catch (IOException | IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private static void run(String[] arguments) throws IOException {
        URI issuer = URI.create(argument(arguments, 1, ISSUER));
        Path directory = Path.of(argument(arguments, 3, Path.of(System.getProperty("user.home"), DIRECTORY)
                .toString()));
        DeviceKey key = new FileDeviceKey(directory);
        if (NATIVE.contains(arguments[0])) {
            NativeClient app = new NativeClient(issuer, argument(arguments, 2, NATIVE_CLIENT),
                    FileVault.ofTrustedDevice(directory), key);
            new NativeCommands(app, Terminal.ofThisProcess()).run(arguments[0]);
        } else {
            SampleClient app = new SampleClient(issuer, argument(arguments, 2, CLIENT),
                    FileVault.ofSecretCode(directory), key, new SystemBrowser(System.out));
            new Main(app, System.out).run(arguments[0]);
        }
    }

    private void run(String command) throws IOException {
        switch (command) {
            case SIGN_IN -> greet(app.signIn());
            case REGISTER -> greet(app.register());
            case START -> start();
            default -> signOut();
        }
    }

    private void start() throws IOException {
        Optional<Session> session = signedInByCode();
        if (session.isPresent()) {
            greet(app.refresh(session.get()));
        }
    }

    private void signOut() throws IOException {
        Optional<Session> session = signedInByCode();
        if (session.isPresent()) {
            app.signOut(session.get());
            console.println("Signed out.");
        }
    }

    private Optional<Session> signedInByCode() throws IOException {
        return app.start().fold(
                signedIn -> Optional.of(signedIn.session()),
                mustSignIn -> {
                    console.println("Please sign in.");
                    return Optional.empty();
                },
                later -> {
                    console.println("Too many attempts; try again in " + later.patience().toSeconds() + " s.");
                    return Optional.empty();
                });
    }

    private void greet(Session session) {
        console.println(greeting(session));
    }

    static String greeting(Session session) {
        return "Signed in as " + session.user().getStringClaim("preferred_username") + " since "
                + session.user().getAuthenticationTime() + ".";
    }

    private static String argument(String[] arguments, int index, String otherwise) {
        return arguments.length > index ? arguments[index] : otherwise;
    }

    private static String usage() {
        return USAGE + "  " + ISSUER + " " + CLIENT + " (or " + NATIVE_CLIENT + ") ~/" + DIRECTORY;
    }
}
