package dev.latchkey.conventions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A test as the docs name it: {@code it.flow.LinkIT#attack_…}, below {@code dev.latchkey}. */
record NamedTest(String folder, String type, String method) {

    private static final Pattern NAME = Pattern.compile("`([a-z.]+)\\.([A-Za-z0-9]+)#([A-Za-z0-9_]+)`");

    static List<NamedTest> in(String text) {
        return NAME.matcher(text).results()
                .map(name -> new NamedTest(name.group(1), name.group(2), name.group(3))).toList();
    }

    boolean exists() {
        String file = "dev/latchkey/" + folder.replace('.', '/') + '/' + type + ".java";
        Pattern declaration = Pattern.compile("(?s)@(Parameterized)?Test\\b((?!\\bvoid\\b).)*\\bvoid " + method
                + "\\(");
        // modules, and those within them
        try (Stream<Path> modules = Files.find(Path.of(".."), 2, (path, is) -> is.isDirectory())) {
            return modules.map(module -> module.resolve("src/test/java").resolve(file)).filter(Files::exists)
                    .anyMatch(source -> declaration.matcher(read(source)).find());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path source) {
        try {
            return Files.readString(source);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
