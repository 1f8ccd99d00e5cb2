package dev.latchkey.it.flow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The tables of {@code docs/apps.md} and {@code docs/flows.md}, which tests compare with the server. */
final class AppsTable {

    private static final Path DOCS = Path.of("../../docs");

    private AppsTable() {
    }

    /** The cells of each row below a table head in {@code docs/apps.md}. */
    static List<String[]> below(String head) {
        return below("apps.md", head);
    }

    /** The cells of each row below a table head of another page. */
    static List<String[]> below(String page, String head) {
        try {
            List<String> lines = Files.readAllLines(DOCS.resolve(page));
            return lines.subList(lines.indexOf(head) + 2, lines.size()).stream().takeWhile(line -> line.startsWith("|"))
                    .map(line -> line.substring(2, line.length() - 2).split(" \\| ")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
