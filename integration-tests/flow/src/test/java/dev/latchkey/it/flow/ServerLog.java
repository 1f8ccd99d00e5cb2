package dev.latchkey.it.flow;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Assertions;

/** The server's log since some point in time. */
final class ServerLog {

    private static final Pattern HEAD = Pattern.compile("\\S+ \\S+ (TRACE|DEBUG|INFO|WARN|ERROR|FATAL) .*");
    private static final Pattern FRAME = Pattern.compile("\\s+at [\\w.$/@<>]+\\(.*");

    private final long start;

    private ServerLog(long start) {
        this.start = start;
    }

    static ServerLog fromHere() {
        try {
            return new ServerLog(Files.size(FlowServer.LOG));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String text() {
        try (RandomAccessFile log = new RandomAccessFile(FlowServer.LOG.toFile(), "r")) {
            byte[] bytes = new byte[(int) (log.length() - start)];
            log.seek(start);
            log.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return the warnings and errors, each on a line of its own after a line break; empty where there was none */
    String warnings() {
        return text().lines().filter(line -> line.matches("\\S+ \\S+ (WARN|ERROR) .*"))
                .map(line -> "\n" + line).collect(Collectors.joining());
    }

    /** Asserts that nothing failed, and that no message at the default level has a stack trace. */
    void assertNoTrace() {
        String head = "";
        for (String line : text().split("\\R")) {
            Matcher matcher = HEAD.matcher(line);
            if (matcher.matches()) {
                head = matcher.group(1).matches("TRACE|DEBUG") ? "" : line;
                Assertions.assertFalse(matcher.group(1).matches("ERROR|FATAL"), line);
            } else if (!head.isEmpty() && FRAME.matcher(line).matches()) {
                Assertions.fail("The server logged a stack trace with: " + head);
            }
        }
    }
}
