package dev.latchkey.it.kit.walk;

import java.io.IOException;
import java.lang.instrument.ClassDefinition;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** The Java agent in the server: replaces loaded classes. */
public final class MutantAgent {

    private static final String SUFFIX = ".class";

    private MutantAgent() {
    }

    /**
     * @param folder path of a folder of class files
     * @param jvm    the server's
     * @throws IOException                if a file cannot be read
     * @throws ClassNotFoundException     never
     * @throws UnmodifiableClassException never for a class that is not the JVM's own
     */
    public static void agentmain(String folder, Instrumentation jvm)
            throws IOException, ClassNotFoundException, UnmodifiableClassException {
        Path root = Path.of(folder);
        Map<String, byte[]> code = new HashMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(name -> name.toString().endsWith(SUFFIX)).toList()) {
                String name = root.relativize(file).toString();
                code.put(name.substring(0, name.length() - SUFFIX.length()).replace('/', '.'),
                        Files.readAllBytes(file));
            }
        }
        for (Class<?> loaded : jvm.getAllLoadedClasses()) {
            byte[] mutated = code.get(loaded.getName());
            if (mutated != null) {
                jvm.redefineClasses(new ClassDefinition(loaded, mutated));
                System.setProperty("latchkey.test.mutated." + loaded.getName(), folder);
            }
        }
    }
}
