package dev.latchkey.it.kit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

import org.objectweb.asm.ClassReader;

/**
 * The classes that a JVM has loaded, in the form in which {@code -XX:SharedClassListFile} reads them. The JVM's own
 * list leaves out what other class loaders than its own have loaded, which is nearly all of Keycloak. For those the
 * form wants the jar, and by their numbers the superclass and the interfaces.
 */
final class ClassList implements AutoCloseable {

    private static final String SOURCE = " source: ";
    private static final String FILE = "file:";
    private static final String JAR = ".jar";

    private final Map<String, Integer> numbers = new HashMap<>();
    private final Map<Path, JarFile> jars = new LinkedHashMap<>();
    private final List<String> lines = new ArrayList<>();

    private ClassList() {
    }

    /**
     * @param loaded lines of {@code -Xlog:class+load}, without decorations
     * @return lines of the list; what an archive cannot contain, as hidden classes, is left out
     * @throws UncheckedIOException if a jar cannot be read
     */
    static List<String> of(List<String> loaded) {
        try (ClassList list = new ClassList()) {
            for (String line : loaded) {
                int end = line.indexOf(SOURCE);
                if (end > 0) {
                    list.add(line.substring(0, end).replace('.', '/'), line.substring(end + SOURCE.length()));
                }
            }
            return list.lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(String name, String source) throws IOException {
        if (name.contains("/0x") || numbers.containsKey(name)) {
            return;
        }
        if (source.startsWith("jrt:") || source.startsWith("shared objects")) {
            lines.add(name + " id: " + number(name));
        } else if (source.startsWith(FILE) && source.endsWith(JAR)) {
            addFrom(Path.of(URI.create(source)), name);
        }
    }

    private void addFrom(Path path, String name) throws IOException {
        JarFile jar = jars.get(path);
        if (jar == null) {
            // as class loaders open it: some classes are there once for each version of Java
            jar = new JarFile(path.toFile(), false, ZipFile.OPEN_READ, Runtime.version());
            jars.put(path, jar);
        }
        ZipEntry entry = jar.getEntry(name + ".class");
        if (entry == null) {
            return;
        }
        try (InputStream bytes = jar.getInputStream(entry)) {
            ClassReader type = new ClassReader(bytes);
            List<Integer> interfaces = Arrays.stream(type.getInterfaces()).map(numbers::get).toList();
            Integer parent = numbers.get(type.getSuperName());
            if (parent != null && interfaces.stream().allMatch(Objects::nonNull)) {
                lines.add(name + " id: " + number(name) + " super: " + parent + interfaces(interfaces) + SOURCE + path);
            }
        }
    }

    private static String interfaces(List<Integer> numbers) {
        return numbers.isEmpty() ? "" : String.join(" ", Stream.concat(Stream.of(" interfaces:"),
                numbers.stream().map(String::valueOf)).toList());
    }

    private int number(String name) {
        int number = numbers.size() + 1;
        numbers.put(name, number);
        return number;
    }

    @Override
    public void close() throws IOException {
        for (JarFile jar : jars.values()) {
            jar.close();
        }
    }
}
