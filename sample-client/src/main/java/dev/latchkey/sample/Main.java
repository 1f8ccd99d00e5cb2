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
    private static final List<String> COMMANDS = List.of(REGISTER, SIGN_IN, START, SIGN_OUT);
    private static final String USAGE = """
            register   registers with the browser, and keeps the secret code
            sign-in    signs in with the browser, and keeps the secret code
            start      signs in with the secret code, as the app does when it starts
            sign-out   ends the secret code, and signs out of the browser

            Then, if need be: issuer, client_id and directory; without them
            """;
    private static final String ISSUER = "http://localhost:8080/realms/latchkey";
    private static final String CLIENT = "mobile";
    private static final String DIRECTORY = ".latchkey-sample";
    private static final int MOST_ARGUMENTS = 4;

    private final SampleClient app;
    private final PrintStream console;

    private Main(SampleClient app, PrintStream console) {
        this.app = app;
        this.console = console;
    }

    /**
     * Does what the first argument says. The JVM ends with code 1 when that fails.
     *
     * @param arguments what to do, then issuer, client_id and directory
     */
    public static void main(String[] arguments) {
        if (arguments.length == 0 || arguments.length > MOST_ARGUMENTS || !COMMANDS.contains(arguments[0])) {
            System.err.println(usage());
            System.exit(1);
        }
        try {
            Path directory = Path.of(argument(arguments, 3, Path.of(System.getProperty("user.home"), DIRECTORY)
                    .toString()));
            SampleClient app = new SampleClient(URI.create(argument(arguments, 1, ISSUER)),
                    argument(arguments, 2, CLIENT), new FileCodeVault(directory),
                    new FileDeviceKey(directory), new SystemBrowser(System.out));
            new Main(app, System.out).run(arguments[0]);
        } catch (IOException | IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(1);
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
        Start start = app.start();
        if (start instanceof Start.SignedIn signedIn) {
            return Optional.of(signedIn.session());
        }
        console.println(start instanceof Start.Later later
                ? "Too many attempts; try again in " + later.patience().toSeconds() + " s."
                : "Please sign in.");
        return Optional.empty();
    }

    private void greet(Session session) {
        console.println("Signed in as " + session.person().getStringClaim("preferred_username") + " since "
                + session.person().getAuthenticationTime() + ".");
    }

    private static String argument(String[] arguments, int index, String otherwise) {
        return arguments.length > index ? arguments[index] : otherwise;
    }

    private static String usage() {
        return USAGE + "  " + ISSUER + " " + CLIENT + " ~/" + DIRECTORY;
    }
}
