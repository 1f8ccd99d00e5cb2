package dev.latchkey.quickstart;

import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lets through, of all that Keycloak prints, what the user at the console should see: warnings and errors. */
final class ServerConsole implements Consumer<String> {

    private static final Pattern LOGGED =
            Pattern.compile("\\S+ \\S+ (WARN|ERROR|FATAL) +\\[([^]]+)] \\([^)]*\\) (.*)");
    /** What Keycloak prints about every extension, its own features and every start for development. */
    private static final Pattern EXPECTED = Pattern.compile(
            "KC-SERVICES0047|Deprecated features .* enabled by default|Running the server in development mode");

    private final Consumer<String> console;

    ServerConsole(Consumer<String> console) {
        this.console = console;
    }

    @Override
    public void accept(String line) {
        Matcher logged = LOGGED.matcher(line);
        if (logged.matches()) {
            if (!EXPECTED.matcher(line).find()) {
                console.accept("Keycloak " + logged.group(1) + " " + logged.group(3));
            }
        } else if (line.startsWith("ERROR:")) {
            console.accept("Keycloak " + line);
        }
    }
}
