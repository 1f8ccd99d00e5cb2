package dev.latchkey.sample;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.util.Optional;

/** Asks a user at the command line. */
final class Terminal {

    private final BufferedReader in;
    private final PrintStream out;
    private final Optional<Console> console;

    Terminal(BufferedReader in, PrintStream out, Optional<Console> console) {
        this.in = in;
        this.out = out;
        this.console = console;
    }

    static Terminal ofThisProcess() {
        return new Terminal(new BufferedReader(new InputStreamReader(System.in)), System.out,
                Optional.ofNullable(System.console()));
    }

    void say(String line) {
        out.println(line);
    }

    /**
     * @param question what to ask
     * @return the answer without spaces around it; may be empty
     * @throws IOException if no one answers any more
     */
    String ask(String question) throws IOException {
        out.print(question);
        out.flush();
        return given(console.isPresent() ? console.get().readLine() : in.readLine()).strip();
    }

    /** The same until there is an answer. */
    String insist(String question) throws IOException {
        String answer = ask(question);
        while (answer.isEmpty()) {
            answer = ask(question);
        }
        return answer;
    }

    /**
     * Asks for a password, and shows nothing of it where the terminal can do that.
     *
     * @param question what to ask
     * @return the answer as it was typed
     * @throws IOException if no one answers any more
     */
    String secret(String question) throws IOException {
        out.print(question);
        out.flush();
        if (console.isEmpty()) {
            return given(in.readLine());
        }
        char[] typed = console.get().readPassword();
        return given(typed == null ? null : new String(typed));
    }

    private static String given(String answer) throws IOException {
        if (answer == null) {
            throw new IOException("Nobody answers");
        }
        return answer;
    }
}
