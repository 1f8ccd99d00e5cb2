package dev.latchkey.it.kit;

import java.io.IOException;
import java.lang.instrument.ClassDefinition;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The Java agent that {@link StoppableClock} loads into the server's process. It replaces the class that reads the
 * time.
 */
public final class ClockAgent {

    private static final String TIME = "org.keycloak.common.util.Time";

    private ClockAgent() {
    }

    /**
     * @param replacement the path of the class file
     * @param jvm         the server's
     * @throws IOException                if there is no such file
     * @throws ClassNotFoundException     never
     * @throws UnmodifiableClassException never for a class that is not the JVM's own
     */
    public static void agentmain(String replacement, Instrumentation jvm)
            throws IOException, ClassNotFoundException, UnmodifiableClassException {
        byte[] code = Files.readAllBytes(Path.of(replacement));
        for (Class<?> loaded : jvm.getAllLoadedClasses()) {
            if (loaded.getName().equals(TIME)) {
                jvm.redefineClasses(new ClassDefinition(loaded, code));
            }
        }
    }
}
